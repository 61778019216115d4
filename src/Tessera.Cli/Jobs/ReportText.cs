using System.Globalization;
using System.Text.Json;
using Tessera.Cluster;

namespace Tessera.Cli.Jobs;

/// <summary>Reports of jobs in words, for people.</summary>
static class ReportText
{
    /// <summary>One line on a node.</summary>
    public static string Of(NodeReport node) => Text(
        $"{Printable.Of(node.Node)}.{node.Incarnation}: {node.Seconds:0.00} s, {100 * node.Accounted ?? 0:0.0} % accounted for; {node.Tokens} tokens, {Rate(node):0} a second of the network{Lost(node)}");

    /// <summary>All of it.</summary>
    public static string Of(JobReport report)
    {
        List<string> lines =
        [
            Text($"job {report.Job}: {Printable.Of(report.Outcome ?? "not ended")}{(report.Reason is { } reason ? ", " + Printable.Of(reason) : "")}"),
            Text($"took {report.Seconds:0.00} s from {report.BeganAt:u}; {report.Tokens} tokens; exchanged {Megabytes(report.LocalBytes)} within nodes and {Megabytes(report.RemoteBytes)} between them"),
            Text($"{Sum(report.Commits.Values)} commits ({string.Join(", ", report.Commits.Select(commit => Text($"{commit.Value} {Printable.Of(commit.Key)}")))}) in {report.CommitSeconds:0.00} s"),
            Text($"computed again: {report.EvaluationsAgain} evaluations of tiles, in {report.StepsAgain} steps"),
            .. PictureOf(report.Picture),
            "",
            "stage  tiles  preparing  denoising  stitching      tokens",
            .. report.Stages.Select(stage => Text(
                $"{stage.Stage + 1,5}  {stage.Tiles,5}  {stage.Preparing,7:0.00} s  {stage.Denoising,7:0.00} s  {stage.Stitching,7:0.00} s  {stage.Tokens,10}")),
        ];
        foreach (var node in report.Nodes)
        {
            lines.AddRange(["", Of(node)]);
            lines.AddRange(node.Phases.OrderByDescending(phase => phase.Value.Seconds).Select(phase => Text(
                $"  {Printable.Of(phase.Key),-11} {phase.Value.Seconds,8:0.00} s  {phase.Value.Count,7} times  {phase.Value.Tiles,8} tiles  {Megabytes(phase.Value.Bytes),11}")));
            lines.AddRange(node.Waits.OrderByDescending(wait => wait.Value).Select(wait => Text($"  idle: {Printable.Of(wait.Key),-16} {wait.Value,8:0.00} s")));
        }

        lines.Add("");
        lines.AddRange(report.Epochs.Select(epoch => Text(
            $"epoch {epoch.Epoch} at {epoch.At:HH:mm:ss.fff}: stage {epoch.Stage + 1} after step {epoch.Step}{(epoch.Again > 0 ? Text($", {epoch.Again} steps again") : "")}{(epoch.Why is { } why ? ": " + Printable.Of(why) : "")}")));
        return string.Join('\n', lines);
    }

    static IEnumerable<string> PictureOf(JsonElement? picture)
    {
        if (picture is not { ValueKind: JsonValueKind.Object } facts)
        {
            yield break;
        }

        if (facts.TryGetProperty("sha256_pixels", out var hash))
        {
            yield return $"pixels: sha256 {Printable.Of(hash.ToString())}";
        }

        if (facts.TryGetProperty("seams", out var seams) && seams.ValueKind is JsonValueKind.Object && seams.TryGetProperty("maximum_absolute_z", out var z)
            && z.ValueKind is JsonValueKind.Number && z.TryGetDouble(out var most))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"seams: max |z| {most:0.00}");
        }
    }

    static double Rate(NodeReport node) =>
        node.Phases.TryGetValue("evaluate", out var evaluate) && evaluate.Seconds > 0 ? node.Tokens / evaluate.Seconds : 0;

    static string Lost(NodeReport node) =>
        (node.Lost > 0 ? Text($"; {node.Lost} records lost") : "") + (node.IsFull ? "; its timeline was full and ends early" : "");

    static string Megabytes(long bytes) => Text($"{bytes / 1e6:0.00} MB");

    static long Sum(IEnumerable<long> values) => values.Aggregate(0L, (sum, value) => sum + value);

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
