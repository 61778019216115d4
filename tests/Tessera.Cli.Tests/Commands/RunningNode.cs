using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Tessera.Cli.Tests.Commands;

/// <summary>A node, or a server, as operators run it.</summary>
sealed partial class RunningNode : IAsyncDisposable
{
    const int Terminate = 15;

    readonly Process _process;
    readonly Task<string> _rest;

    RunningNode(Process process, string readyLine, Task<string> rest) => (_process, ReadyLine, _rest) = (process, readyLine, rest);

    /// <summary>The line that said that it was ready.</summary>
    public string ReadyLine { get; }

    /// <summary>Starts one, and waits until it says that its worker is ready.</summary>
    public static Task<RunningNode> StartAsync(params string[] arguments) => StartAsync([], arguments);

    /// <summary>Starts one with variables in its environment, and waits until it says that its worker is ready.</summary>
    public static Task<RunningNode> StartAsync((string Name, string Value)[] variables, params string[] arguments) =>
        StartAsync(line => line.Contains("Worker", StringComparison.Ordinal) && line.Contains("is ready", StringComparison.Ordinal), variables, ["node", .. arguments]);

    /// <summary>Starts a server, and waits until it says that it serves.</summary>
    public static Task<RunningNode> ServeAsync((string Name, string Value)[] variables, params string[] arguments) =>
        StartAsync(line => line.Contains("Serves at", StringComparison.Ordinal), variables, ["serve", .. arguments]);

    /// <summary>Starts something, and waits until it says what is expected.</summary>
    public static async Task<RunningNode> StartAsync(Predicate<string> isReady, (string Name, string Value)[] variables, string[] arguments)
    {
        var process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "tessera.dll"), .. arguments])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
            },
        };
        foreach (var (name, value) in variables)
        {
            process.StartInfo.Environment[name] = value;
        }

        process.Start();
        var said = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            said.Add(line);
            if (isReady(line))
            {
                return new(process, line, process.StandardOutput.ReadToEndAsync());
            }
        }

        throw new InvalidOperationException($"It did not get ready: {string.Join('\n', said)}");
    }

    /// <summary>Asks it to end.</summary>
    public async Task<(int ExitCode, string Log)> EndAsync()
    {
        _ = Kill(_process.Id, Terminate);
        var log = await _rest;
        await _process.WaitForExitAsync();
        return (_process.ExitCode, log);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await EndAsync();
        }

        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
