using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>A job as the store knows it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Number">Its place in the order of submission, from 1.</param>
/// <param name="Document">What is to be done, as it was submitted.</param>
/// <param name="SubmittedAt">When, by the store's clock.</param>
/// <param name="Row">How far it is. The epoch is the cluster's: a node works on one job at a time, and compares epochs across jobs.</param>
/// <param name="IsCancelled">Whether somebody has asked to cancel it; the row says when that is done.</param>
/// <param name="Progress">What its leader showed last; null when none has since it was submitted or tried again.</param>
/// <param name="EndedAt">When its outcome was committed, by the store's clock; null while it has none.</param>
/// <param name="IsBegun">Whether a leader has committed it since it was submitted or tried again.</param>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Priority">Among jobs of its tenant: 0 to <see cref="Limits.MostPriority"/>, higher ones first.</param>
/// <param name="Cost">What it takes, in pixels times steps.</param>
/// <param name="Version">The sequence of the last event in its log: what somebody has seen with this version is not older than that.</param>
public sealed record JobRecord(
    JobId Id,
    long Number,
    string Document,
    DateTimeOffset SubmittedAt,
    JobRow Row,
    bool IsCancelled,
    JobProgress? Progress,
    DateTimeOffset? EndedAt,
    bool IsBegun,
    string Tenant,
    int Priority,
    long Cost,
    long Version)
{
    /// <summary>Where it stands.</summary>
    public JobState State => Row.Outcome switch
    {
        null => IsBegun ? JobState.Running : JobState.Waiting,
        JobOutcome.Done => JobState.Done,
        JobOutcome.Failed => JobState.Failed,
        JobOutcome.Cancelled => JobState.Cancelled,
        JobOutcome.Quarantined => JobState.Quarantined,
        _ => throw new NotSupportedException(Row.Outcome.ToString()),
    };
}
