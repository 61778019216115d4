using System.Globalization;
using Tessera.Cluster;
using Tessera.Server.Contracts;
using Tessera.Tiling.Machines;

namespace Tessera.Cli.Jobs;

/// <summary>Jobs in words. Whatever a server says is made printable here.</summary>
static class JobText
{
    const double MostSeconds = 1e9;

    public static bool HasEnded(JobView job) => job.State is not (JobState.Waiting or JobState.Running);

    /// <summary>One word.</summary>
    public static string StateOf(JobView job) => job.IsCancelling && !HasEnded(job) ? "cancelling" : job.State.ToString().ToLowerInvariant();

    /// <summary>How far, in one line: all that is known.</summary>
    public static string ProgressOf(JobView job) => job switch
    {
        { State: JobState.Done } => "100 %",
        { Reason: { } reason } when HasEnded(job) => Printable.Of(reason),
        _ when HasEnded(job) => "",
        { Waits: { } waits } => Of(waits),
        { Progress: { } progress } => Text($"{PercentOf(progress)}, stage {progress.Stage} of {progress.Stages}, {WorkOf(progress)}{Left(job.Estimate)}"),
        { State: JobState.Running } => "begins",
        _ => "its turn comes",
    };

    /// <summary>How far, in few characters.</summary>
    public static string BriefOf(JobView job) => job switch
    {
        { State: JobState.Running, Waits: null, Progress: { } progress } => Text($"{PercentOf(progress)}, stage {progress.Stage}/{progress.Stages}"),
        { Waits: { Why: WaitReason.Queue, Position: { } position } } => Text($"number {position}"),
        { Waits.Why: WaitReason.Leader } => "no coordinator",
        { Waits.Why: WaitReason.Workers } => "no workers",
        _ => ProgressOf(job),
    };

    /// <summary>What a stage is at.</summary>
    public static string WorkOf(ProgressView progress) => progress.Phase switch
    {
        JobPhase.Denoising => Text($"step {progress.Step} of {progress.Steps}"),
        var phase => phase.ToString().ToLowerInvariant(),
    };

    /// <summary>Never 100 % before the end.</summary>
    public static string PercentOf(ProgressView progress) => Text($"{Math.Floor(100 * Math.Clamp(progress.Fraction, 0, 0.99)):0} %");

    /// <summary>What it draws.</summary>
    public static string TitleOf(JobView job) => job.Request is { } request ? Printable.Of($"{request.Prompt} {request.Size}") : "?";

    /// <summary>How long something will take, as <c>12-20 s</c>; empty when nobody knows.</summary>
    public static string Of(EstimateView? estimate)
    {
        if (estimate is null)
        {
            return "";
        }

        var (least, most) = (Duration(estimate.LeastSeconds), Duration(Math.Max(estimate.LeastSeconds, estimate.MostSeconds)));
        return least == most ? Text($"{most.Number} {most.Unit}")
            : least.Unit == most.Unit ? Text($"{least.Number}-{most.Number} {most.Unit}")
            : Text($"{least.Number} {least.Unit}-{most.Number} {most.Unit}");
    }

    static string Of(WaitView waits) => waits.Why switch
    {
        WaitReason.Queue when waits.Position is { } position => Text($"number {position} in the queue"),
        WaitReason.Leader => "no coordinator leads",
        WaitReason.Workers => "there are no workers for it",
        _ => "its turn comes",
    };

    static string Left(EstimateView? estimate) => estimate is null ? "" : $", {Of(estimate)} left";

    /// <summary>Two digits or three are enough.</summary>
    static (string Number, string Unit) Duration(double seconds) => Math.Clamp(seconds, 0, MostSeconds) switch
    {
        < 99.5 and var s => (Text($"{s:0}"), "s"),
        < 99.5 * 60 and var s => (Text($"{s / 60:0}"), "min"),
        < 48 * 3600 and var s => (Text($"{s / 3600:0.#}"), "h"),
        var s => (Text($"{s / 86400:0.#}"), "d"),
    };

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
