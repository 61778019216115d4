using System.Globalization;
using System.Text;

namespace EndToEnd.Trials;

/// <summary>How a trial ended.</summary>
/// <param name="Trial">Its name.</param>
/// <param name="Finding">What it found; null when it failed.</param>
/// <param name="Failure">Why it failed, if so.</param>
sealed record TrialResult(string Trial, Finding? Finding, string? Failure)
{
    public override string ToString() => Finding is { } finding
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"{finding.What}: the undisturbed picture, after {finding.Took.TotalSeconds:0.0} s; noticed after {Seconds(finding.Detected)} s; {finding.Again} steps again; {finding.Refused} refused")
        : $"FAILED: {Failure}";

    public static string Table(IEnumerable<TrialResult> results)
    {
        var text = new StringBuilder();
        text.AppendLine("| what is done | times | undisturbed picture | noticed after, s: median (most) | steps again, most | job, s: median (most) |");
        text.AppendLine("|---|---|---|---|---|---|");
        foreach (var group in results.GroupBy(result => result.Trial, StringComparer.Ordinal))
        {
            var found = group.Select(result => result.Finding).OfType<Finding>().ToList();
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {group.Key} | {group.Count()} | {found.Count} | {Spread(found.Select(finding => finding.Detected).OfType<TimeSpan>())} | {found.Select(finding => finding.Again).DefaultIfEmpty(0).Max()} | {Spread(found.Select(finding => finding.Took))} |");
        }

        return text.ToString();
    }

    static string Seconds(TimeSpan? time) => time?.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture) ?? "-";

    static string Spread(IEnumerable<TimeSpan> times)
    {
        var sorted = times.Order().ToList();
        return sorted.Count == 0 ? "-" : $"{Seconds(sorted[sorted.Count / 2])} ({Seconds(sorted[^1])})";
    }
}
