using System.Globalization;
using Tessera.Server.Contracts;

namespace Tessera.Cli.Jobs;

/// <summary>What would become of a job, in words.</summary>
static class ValidationText
{
    public static string Of(Validation validation)
    {
        List<string> lines = [validation.IsAccepted ? "It would be accepted." : "It would be refused."];
        lines.AddRange(validation.Problems.Select(problem => "  " + Printable.Of($"{problem.Title}: {problem.Detail}")));
        if (validation.Stages is { } stages)
        {
            lines.AddRange(stages.Select((stage, i) => Printable.Of(Text(
                $"stage {i + 1,-3} {stage.Size} in {stage.Grid} windows of {stage.Window} tokens, {stage.Steps} steps, guidance {stage.Guidance}"))));
            lines.Add(Text($"work      {validation.Tiles:N0} tiles, {validation.Evaluations:N0} evaluations, {validation.Tokens:N0} tokens"));
            lines.Add(Text($"memory    {Bytes(validation.MemoryBytes)} on all nodes together"));
            lines.Add(Text($"exchange  {Bytes(validation.ExchangedBytes)} between tiles"));
            lines.Add(Text($"cost      {validation.Cost:N0} pixels times steps"));
            lines.Add($"time      {(validation.Estimate is { } estimate ? JobText.Of(estimate) + " once it is begun" : "unknown: there is no node")}");
        }

        return string.Join('\n', lines);
    }

    static string Bytes(long bytes) => bytes < 1e9 ? Text($"{bytes / 1e6:0.0} MB") : Text($"{bytes / 1e9:0.0} GB");

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
