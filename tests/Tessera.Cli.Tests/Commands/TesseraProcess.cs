using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Tessera.Cli.Tests.Commands;

/// <summary>Runs the program as users do.</summary>
static partial class TesseraProcess
{
    public static Task<Ran> RunAsync(params string[] arguments) => RunAsync(_ => { }, [], arguments);

    public static Task<Ran> RunAsync((string Name, string Value)[] variables, params string[] arguments) => RunAsync(_ => { }, variables, arguments);

    public static Task<Ran> RunAsync(Action<Line> onLine, params string[] arguments) => RunAsync(onLine, [], arguments);

    /// <summary>Runs the program; <paramref name="onLine"/> sees each line of its standard error, and may signal the process.</summary>
    static async Task<Ran> RunAsync(Action<Line> onLine, (string Name, string Value)[] variables, string[] arguments)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "tessera.dll"), .. arguments])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        foreach (var (name, value) in variables)
        {
            process.StartInfo.Environment[name] = value;
        }

        process.Start();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = new List<string>();
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            errors.Add(line);
            onLine(new Line(line, process.Id));
        }

        await process.WaitForExitAsync();
        return new Ran(process.ExitCode, await output, string.Join('\n', errors));
    }

    /// <summary>Ctrl-C.</summary>
    public static void Interrupt(int processId) => Kill(processId, 2);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);

    public sealed record Ran(int ExitCode, string Output, string Errors);

    public sealed record Line(string Text, int ProcessId);
}
