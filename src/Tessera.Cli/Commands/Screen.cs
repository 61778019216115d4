using Spectre.Console;

namespace Tessera.Cli.Commands;

/// <summary>Terminals, and what is no terminal.</summary>
static class Screen
{
    const int LineCharacters = 400;

    /// <summary>Whether somebody looks at standard error, on a terminal that can be drawn on.</summary>
    public static bool IsLive => !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    /// <summary>Standard error.</summary>
    public static IAnsiConsole Errors { get; } = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    /// <summary>A table without lines, whose cells take one line each on a terminal.</summary>
    public static Table Table(params ReadOnlySpan<string> titles)
    {
        var table = new Table().Border(TableBorder.None);
        foreach (var title in titles)
        {
            table.AddColumn(new TableColumn(title).NoWrap().PadRight(2));
        }

        return table;
    }

    /// <summary>Prints a table. Where nobody looks at a terminal, lines are not broken.</summary>
    public static void Print(Table table)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings());
        console.Profile.Width = Console.IsOutputRedirected ? LineCharacters : console.Profile.Width;
        console.Write(table);
    }
}
