using Conformance.Servers;

namespace EndToEnd.Harness;

/// <summary>The command that was built with these tests.</summary>
static class TesseraCommand
{
    /// <summary>What starts it; its arguments follow.</summary>
    public static IReadOnlyList<string> Start { get; } = ["dotnet", Find()];

    /// <summary>Where stories of failed trials are written.</summary>
    public static string StoriesFolder { get; } = Path.Combine(Above(AppContext.BaseDirectory, 5), "chaos");

    /// <returns>What it printed.</returns>
    /// <exception cref="TrialException">It failed.</exception>
    public static async Task<string> RunAsync(params IEnumerable<string> arguments)
    {
        string[] command = [.. Start, .. arguments];
        using var process = await ServerProcess.StartAsync(null, command[0], command[1..]);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? await output
            : throw new TrialException($"tessera {command[2]} ended with code {process.ExitCode}: {await output}{await error}");
    }

    static string Find()
    {
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var path = Path.Combine(Above(AppContext.BaseDirectory, 3), "Tessera.Cli", configuration, "tessera.dll");
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is missing: build src/Tessera.Cli.");
    }

    /// <summary>Of .artifacts/tessera/bin/EndToEnd/release/: 3 is bin, 5 .artifacts.</summary>
    static string Above(string folder, int levels) => Enumerable.Range(0, levels).Aggregate(folder, (path, _) => Path.GetDirectoryName(path)!);
}
