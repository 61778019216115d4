using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>Something that happened to a job.</summary>
/// <param name="Sequence">Its place in the job's log: 1, 2, 3 and so on, without gaps.</param>
/// <param name="At">When, by the store's clock.</param>
/// <param name="Kind">What.</param>
/// <param name="Stage">The job's stage after it, from 0.</param>
/// <param name="Progress">How far the job is, if that was shown; otherwise null.</param>
/// <param name="Outcome">How the job ended, if it did; otherwise null.</param>
/// <param name="Reason">Why it ended so, if it was said: one line, at most <see cref="Limits.FailureCharacters"/>.</param>
public sealed record LoggedEvent(
    long Sequence,
    DateTimeOffset At,
    LoggedEventKind Kind,
    int Stage,
    JobProgress? Progress = null,
    JobOutcome? Outcome = null,
    string? Reason = null);
