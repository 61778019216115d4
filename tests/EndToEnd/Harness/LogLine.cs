using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace EndToEnd.Harness;

/// <summary>One line of a node's log.</summary>
/// <param name="Node">Whose.</param>
/// <param name="At">When it was written; for what is no line of a log, when it came.</param>
/// <param name="Event">Its number; 0 for what is no line of a log.</param>
/// <param name="Text">What it says.</param>
[StructLayout(LayoutKind.Auto)]
readonly partial record struct LogLine(string Node, DateTimeOffset At, int Event, string Text)
{
    public static LogLine Parse(string node, string line) => Shape().Match(line) is { Success: true } match
        ? new(
            node,
            DateTimeOffset.Parse(match.Groups["at"].ValueSpan, CultureInfo.InvariantCulture),
            int.Parse(match.Groups["event"].ValueSpan, CultureInfo.InvariantCulture),
            match.Groups["text"].Value)
        : new(node, TimeProvider.System.GetUtcNow(), 0, line);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At:HH:mm:ss.fff} {Node} [{Event}] {Text}");

    [GeneratedRegex(@"^(?<at>\S+Z) \w+: [\w.]+\[(?<event>\d+)\] (?<text>.*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Shape();
}
