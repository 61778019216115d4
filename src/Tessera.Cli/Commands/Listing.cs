using Spectre.Console;

namespace Tessera.Cli.Commands;

/// <summary>Rows of one line each, in columns: on a terminal those that may be short are cut to what fits; elsewhere nothing is cut, and nothing is coloured.</summary>
/// <param name="columns">Their titles; a <c>*</c> at the end is not shown, and says that the column may be cut.</param>
sealed class Listing(params string[] columns)
{
    const int Gap = 2;
    const int Shortest = 8;
    const string Cut = "…";

    readonly List<(string Text, Style? Style)[]> _rows = [];

    /// <summary>Adds a row.</summary>
    public void Add(params (string Text, Style? Style)[] cells) => _rows.Add(cells);

    /// <summary>Adds a row without colours.</summary>
    public void Add(params string[] cells) => _rows.Add([.. cells.Select(cell => (cell, (Style?)null))]);

    /// <summary>Prints it to standard output.</summary>
    public void Print()
    {
        var isTerminal = !Console.IsOutputRedirected;
        var console = AnsiConsole.Create(isTerminal ? new() : new() { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        console.Profile.Width = isTerminal ? console.Profile.Width : int.MaxValue;
        var widths = Widths(console.Profile.Width);
        foreach (var line in _rows.Prepend([.. columns.Select(title => (title.TrimEnd('*'), (Style?)new Style(decoration: Decoration.Dim)))]))
        {
            for (var i = 0; i < line.Length; i++)
            {
                var text = line[i].Text.Length <= widths[i] ? line[i].Text : line[i].Text[..(widths[i] - Cut.Length)] + Cut;
                console.Write(new Text(text, line[i].Style));
                console.Write(new string(' ', i == line.Length - 1 ? 0 : widths[i] - text.Length + Gap));
            }

            console.WriteLine();
        }
    }

    /// <summary>What each column takes; what is too much is taken from the widest of those that may be cut.</summary>
    int[] Widths(int room)
    {
        var widths = columns.Select((title, i) => _rows.Select(row => row[i].Text.Length).Append(title.TrimEnd('*').Length).Max()).ToArray();
        var flexible = Enumerable.Range(0, widths.Length).Where(i => columns[i].EndsWith('*')).ToList();
        for (var excess = widths.Sum() + (Gap * (widths.Length - 1)) - room; excess > 0 && flexible.Count > 0; excess--)
        {
            var widest = flexible.MaxBy(i => widths[i]);
            if (widths[widest] <= Shortest)
            {
                break;
            }

            widths[widest]--;
        }

        return widths;
    }
}
