using Tessera.Cluster;
using Tessera.Tiling.Machines;

namespace Tessera.Server.Contracts;

/// <summary>Something that happened to a job.</summary>
/// <param name="Sequence">Its place in the job's log: 1, 2, 3 and so on, without gaps.</param>
/// <param name="At">When.</param>
/// <param name="Kind">What.</param>
/// <param name="Stage">The job's stage after it, from 1.</param>
/// <param name="Progress">How far the job is, if that was shown.</param>
/// <param name="Outcome">How the job ended, if it did.</param>
/// <param name="Reason">Why it ended so, if it was said.</param>
public sealed record JobEventView(
    long Sequence, DateTimeOffset At, LoggedEventKind Kind, int Stage, ProgressView? Progress, JobOutcome? Outcome, string? Reason);
