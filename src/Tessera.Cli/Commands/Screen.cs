using Spectre.Console;

namespace Tessera.Cli.Commands;

/// <summary>The terminal that progress is shown on.</summary>
static class Screen
{
    /// <summary>Whether somebody looks at standard error, on a terminal that can be drawn on.</summary>
    public static bool IsLive => !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    /// <summary>Standard error.</summary>
    public static IAnsiConsole Errors { get; } = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
}
