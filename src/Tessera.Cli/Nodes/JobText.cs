using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tessera.Cluster;
using Tessera.Engine.Requests;
using Tessera.Tiling.Machines;

namespace Tessera.Cli.Nodes;

/// <summary>Jobs in words, for people and for programs.</summary>
static class JobText
{
    /// <summary>One word.</summary>
    public static string StateOf(JobRecord job) => job switch
    {
        { Row.Outcome: { } outcome } => outcome.ToString().ToLowerInvariant(),
        { IsCancelled: true } => "cancelling",
        { Progress: { } progress } => progress.Phase.ToString().ToLowerInvariant(),
        _ => "queued",
    };

    /// <summary>How far, in one line.</summary>
    public static string ProgressOf(JobRecord job) => job switch
    {
        { Row: { Outcome: not null, Reason: { } reason } } => Printable(reason),
        { Row.Outcome: JobOutcome.Done } => "100 %",
        { Progress: { Steps: > 0 } progress } => string.Create(
            CultureInfo.InvariantCulture,
            $"{100 * progress.Fraction:0} %, stage {progress.Stage + 1} of {progress.Stages}, step {progress.Step} of {progress.Steps}"),
        { Progress: not null } => "waits for nodes",
        _ => "waits for a leader, or for the jobs before it",
    };

    /// <summary>What it draws.</summary>
    public static string TitleOf(JobRecord job)
    {
        try
        {
            var request = PictureDocument.Parse(job.Document).Request;
            return Printable($"{request.Prompt} {request.Size}");
        }
        catch (InvalidDataException)
        {
            return "?";
        }
    }

    public static JsonObject ToJson(JobRecord job) => new()
    {
        ["id"] = job.Id.ToString(),
        ["number"] = job.Number,
        ["state"] = StateOf(job),
        ["fraction"] = job.Row.Outcome is JobOutcome.Done ? 1 : job.Progress?.Fraction ?? 0,
        ["stage"] = job.Progress?.Stage,
        ["stages"] = job.Progress?.Stages,
        ["step"] = job.Progress?.Step,
        ["steps"] = job.Progress?.Steps,
        ["epoch"] = job.Row.Epoch.Value,
        ["reason"] = job.Row.Reason,
        ["submitted_at"] = job.SubmittedAt,
        ["ended_at"] = job.EndedAt,
        ["document"] = Parse(job.Document),
    };

    static JsonNode? Parse(string document)
    {
        try
        {
            return JsonNode.Parse(document);
        }
        catch (JsonException)
        {
            return document;
        }
    }

    /// <summary>What comes from a store may hold anything: control characters never reach the terminal.</summary>
    public static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
}
