using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>A job as the store knows it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Number">Its place in the order of submission, from 1.</param>
/// <param name="Document">What is to be done, as it was submitted.</param>
/// <param name="SubmittedAt">When, by the store's clock.</param>
/// <param name="Row">How far it is. The epoch is the cluster's: a node works on one job at a time, and compares epochs across jobs.</param>
/// <param name="IsCancelled">Whether somebody has asked to cancel it; the row says when that is done.</param>
/// <param name="Progress">What its leader showed last; null when none has.</param>
/// <param name="EndedAt">When its outcome was committed, by the store's clock; null while it has none.</param>
public sealed record JobRecord(
    JobId Id,
    long Number,
    string Document,
    DateTimeOffset SubmittedAt,
    JobRow Row,
    bool IsCancelled,
    JobProgress? Progress,
    DateTimeOffset? EndedAt);
