using Microsoft.Extensions.Logging;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <content>What is logged.</content>
public sealed partial class NodeShell
{
    [LoggerMessage(200, LogLevel.Information, "Is in {Epoch} now, {Phase}")]
    partial void LogEpoch(Epoch epoch, NodePhase phase);

    [LoggerMessage(201, LogLevel.Warning, "Refused an order of an ended ownership, {Count} so far; this is {Epoch}")]
    partial void LogRefused(long count, Epoch epoch);

    [LoggerMessage(202, LogLevel.Warning, "Dropped predictions of an ended ownership, {Count} so far; this is {Epoch}")]
    partial void LogDropped(long count, Epoch epoch);

    [LoggerMessage(203, LogLevel.Error, "Cannot take job {Job}: {Reason}")]
    partial void LogNotOpened(JobId? job, string reason);

    [LoggerMessage(205, LogLevel.Error, "Cannot be linked in {Epoch}: {Reason}")]
    partial void LogNotLinked(Epoch epoch, string reason);

    [LoggerMessage(204, LogLevel.Error, "{Call} failed: {Reason}")]
    partial void LogFailed(string call, string reason);
}
