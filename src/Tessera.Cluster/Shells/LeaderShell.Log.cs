using Microsoft.Extensions.Logging;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <content>What is logged.</content>
public sealed partial class LeaderShell
{
    void Log(MembershipEffect found)
    {
        switch (found)
        {
            case MembershipEffect.Joined joined:
                LogJoined(joined.Worker.Member, joined.Worker.Speed);
                break;
            case MembershipEffect.Suspected suspected:
                LogSuspected(suspected.Member);
                break;
            case MembershipEffect.Died died:
                LogDied(died.Member);
                break;
            default:
                throw new NotSupportedException(found.GetType().Name);
        }
    }

    [LoggerMessage(100, LogLevel.Information, "Leads, in term {Term}")]
    partial void LogGained(long term);

    [LoggerMessage(101, LogLevel.Warning, "Leads no longer")]
    partial void LogLost();

    [LoggerMessage(102, LogLevel.Information, "Node {Node} joined, with speed {Speed}")]
    partial void LogJoined(Member node, double speed);

    [LoggerMessage(103, LogLevel.Warning, "Node {Node} is silent")]
    partial void LogSuspected(Member node);

    [LoggerMessage(104, LogLevel.Warning, "Node {Node} is dead")]
    partial void LogDied(Member node);

    [LoggerMessage(105, LogLevel.Information, "Job {Job} is led, in term {Term}")]
    partial void LogBegun(JobId job, long term);

    [LoggerMessage(106, LogLevel.Information, "Job {Job}: {Text}")]
    partial void LogNote(JobId job, string text);

    // Without the reason, which may quote a prompt: logs go to collectors.
    [LoggerMessage(107, LogLevel.Warning, "Job {Job} ended: {Outcome}; whoever may see it is told why")]
    partial void LogEnded(JobId job, JobOutcome outcome);

    [LoggerMessage(112, LogLevel.Information, "Job {Job} is done: denoising {Denoise:0.00} s, stitching {Stitch:0.00} s in the {Stages} stages led here")]
    partial void LogDone(JobId job, double denoise, double stitch, int stages);

    [LoggerMessage(108, LogLevel.Warning, "Job {Job}: a commit on top of {Fence} is {Outcome}")]
    partial void LogNotCommitted(JobId job, Fence fence, CommitOutcome outcome);

    [LoggerMessage(110, LogLevel.Warning, "Job {Job} has ended, but its files are not as they should be: {Reason}")]
    partial void LogNotCleaned(JobId job, string reason);

    [LoggerMessage(111, LogLevel.Warning, "Refused a report of an ended ownership, {Count} so far for this job")]
    partial void LogRefused(long count);

    [LoggerMessage(113, LogLevel.Error, "Cannot lead on")]
    partial void LogBroken(Exception exception);

    [LoggerMessage(109, LogLevel.Warning, "The store is out of reach: {Reason}")]
    partial void LogUnavailable(string reason);
}
