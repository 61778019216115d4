using Microsoft.EntityFrameworkCore;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster.Store;

/// <content>Cancelling, trying again and deleting.</content>
sealed partial class DatabaseJobStore
{
    public async Task<bool> CancelAsync(JobId id, Actor? by, CancellationToken cancellationToken)
    {
        StoreRules.Check(by);
        return await calls.ChangeAsync(
            async (context, cluster) =>
            {
                if (await KnowAsync(context, id).ConfigureAwait(false) is not { Outcome: null } before)
                {
                    return false;
                }

                if (!before.IsCancelled)
                {
                    var now = await NowAsync(context).ConfigureAwait(false);
                    var version = before.Version + 1;
                    await context.Jobs.Where(job => job.Id == id).ExecuteUpdateAsync(job => job
                        .SetProperty(to => to.IsCancelled, true)
                        .SetProperty(to => to.Version, version)).ConfigureAwait(false);
                    Log(context, before.Number, new() { Sequence = version, At = now, Kind = LoggedEventKind.CancelAsked, Stage = before.Stage });
                    await NoteAsync(context, cluster, now, by, AuditAction.Cancel, id, "").ConfigureAwait(false);
                }

                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    public async Task<JobChange> RetryAsync(JobId id, bool fromStart, long? quota, Actor? by, CancellationToken cancellationToken)
    {
        StoreRules.CheckQuota(quota);
        StoreRules.Check(by);
        return await TryAsync<JobChange>(
            async (context, cluster) =>
            {
                if (await context.Jobs.SingleOrDefaultAsync(job => job.Id == id).ConfigureAwait(false) is not { } job)
                {
                    return JobChange.NotFound;
                }

                if (job.Outcome is null or JobOutcome.Done)
                {
                    return job.Outcome is null ? JobChange.NotEnded : JobChange.AlreadyDone;
                }

                if (await ExcessAsync(context, job.Tenant, quota, job.Cost).ConfigureAwait(false) is { } excess)
                {
                    return excess;
                }

                var row = StoreRules.Retried(job.ToRecord(cluster.Epoch).Row, fromStart);
                (job.Revision, job.Stage, job.Outcome, job.Reason, job.State) = (row.Revision, row.Stage, null, null, JobStateCodec.Encode(row));
                (job.IsCancelled, job.Progress, job.EndedAt, job.Turn) = (false, null, null, null);
                var now = await NowAsync(context).ConfigureAwait(false);
                Log(context, job.Number, new() { Sequence = ++job.Version, At = now, Kind = LoggedEventKind.Retried, Stage = row.Stage });
                await NoteAsync(context, cluster, now, by, AuditAction.Retry, id, StoreRules.DetailOf(fromStart)).ConfigureAwait(false);
                return JobChange.Made;
            },
            cancellationToken).ConfigureAwait(false);
    }

    public async Task<JobChange> DeleteAsync(JobId id, Actor? by, CancellationToken cancellationToken)
    {
        StoreRules.Check(by);
        var change = await calls.ChangeAsync(
            async (context, cluster) =>
            {
                var job = await KnowAsync(context, id).ConfigureAwait(false);
                if (job?.Outcome is null)
                {
                    return job is null ? JobChange.NotFound : JobChange.NotEnded;
                }

                var now = await NowAsync(context).ConfigureAwait(false);
                await context.Jobs.Where(deleted => deleted.Id == id).ExecuteDeleteAsync().ConfigureAwait(false);
                var number = ++cluster.LastDeleted;
                context.DeletedJobs.Add(
                    new() { Id = id, Number = number, Tenant = job.Tenant, DeletedAt = now, Job = job.Number, HasEvents = true });
                await context.DeletedJobs.Where(old => old.Number <= number - Limits.DeletedJobsKept)
                    .ExecuteDeleteAsync().ConfigureAwait(false);
                await NoteAsync(context, cluster, now, by, AuditAction.Delete, id, "").ConfigureAwait(false);
                return JobChange.Made;
            },
            cancellationToken).ConfigureAwait(false);
        while (change is JobChange.Made && await RemoveEventsAsync(cancellationToken).ConfigureAwait(false))
        {
        }

        return change;
    }

    /// <summary>
    /// Removes some events of a deleted job, in a transaction of their own: nobody sees them, but all of them at once would keep
    /// leaders waiting.
    /// </summary>
    /// <returns>Whether there may be more.</returns>
    Task<bool> RemoveEventsAsync(CancellationToken cancellationToken) => calls.ChangeAsync(
        async (context, _) =>
        {
            var deleted = await context.DeletedJobs.Where(job => job.HasEvents).OrderBy(job => job.Number)
                .FirstOrDefaultAsync().ConfigureAwait(false);
            if (deleted is null)
            {
                return false;
            }

            var events = context.Events.Where(happened => happened.Job == deleted.Job);
            var first = await events.MinAsync(happened => (long?)happened.Sequence).ConfigureAwait(false);
            await events.Where(happened => happened.Sequence < first + Limits.EventsRemoved).ExecuteDeleteAsync().ConfigureAwait(false);
            deleted.HasEvents = await events.AnyAsync().ConfigureAwait(false);
            return true;
        },
        cancellationToken);
}
