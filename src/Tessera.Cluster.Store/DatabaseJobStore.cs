using Microsoft.EntityFrameworkCore;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster.Store;

/// <summary>A job store in a database.</summary>
/// <param name="database">Which; it is disposed of with the store.</param>
/// <param name="calls">Calls of it.</param>
sealed class DatabaseJobStore(Database database, DatabaseCalls calls) : IJobStore
{
    public Task<LeaseEvent> ClaimAsync(LeaseEffect.Claim claim, TimeSpan length, CancellationToken cancellationToken) =>
        calls.ChangeAsync<LeaseEvent>(
            async (context, cluster) =>
            {
                var (name, incarnation) = claim.Holder;
                var now = await NowAsync(context).ConfigureAwait(false);
                if (cluster.HolderName != name || cluster.HolderIncarnation != incarnation || cluster.Term != claim.Term)
                {
                    if (now < cluster.Until)
                    {
                        return new LeaseEvent.Refused();
                    }

                    (cluster.HolderName, cluster.HolderIncarnation) = (name, incarnation);
                    cluster.Term++;
                }

                cluster.Until = now + length;
                return new LeaseEvent.Granted(cluster.Term);
            },
            cancellationToken);

    public async Task SubmitAsync(JobId id, string document, CancellationToken cancellationToken)
    {
        StoreRules.CheckDocument(document);
        var accepted = await calls.ChangeAsync(
            async (context, cluster) =>
            {
                var there = await context.Jobs.Where(job => job.Id == id).Select(job => job.Document).SingleOrDefaultAsync().ConfigureAwait(false);
                if (there is null)
                {
                    there = document;
                    context.Jobs.Add(new()
                    {
                        Id = id,
                        Number = ++cluster.LastNumber,
                        Document = document,
                        SubmittedAt = await NowAsync(context).ConfigureAwait(false),
                        State = [],
                    });
                }

                return there;
            },
            cancellationToken).ConfigureAwait(false);
        StoreRules.CheckSame(id, document, accepted);
    }

    public Task<JobRecord?> FindAsync(JobId id, CancellationToken cancellationToken) =>
        calls.AskAsync(context => ReadAsync(context, context.Jobs.Where(job => job.Id == id)), cancellationToken);

    public Task<JobRecord?> NextAsync(CancellationToken cancellationToken) => calls.AskAsync(
        context => ReadAsync(
            context,
            context.Jobs.Where(job => job.Outcome == null).OrderBy(job => job.Revision == 0).ThenBy(job => job.Number).Take(1)),
        cancellationToken);

    public Task<IReadOnlyList<JobRecord>> ListAsync(int most, long? before, CancellationToken cancellationToken)
    {
        StoreRules.CheckMost(most);
        return calls.AskAsync<IReadOnlyList<JobRecord>>(
            async context =>
            {
                var jobs = context.Jobs.Where(job => before == null || job.Number < before).OrderByDescending(job => job.Number).Take(most);
                var rows = await jobs
                    .SelectMany(_ => context.Cluster, (job, cluster) => new { Job = job, cluster.Epoch })
                    .OrderByDescending(row => row.Job.Number)
                    .Select(row => new
                    {
                        row.Epoch,
                        Job = new JobEntity
                        {
                            Id = row.Job.Id,
                            Number = row.Job.Number,
                            Document = row.Job.Document,
                            SubmittedAt = row.Job.SubmittedAt,
                            IsCancelled = row.Job.IsCancelled,
                            EndedAt = row.Job.EndedAt,
                            Revision = row.Job.Revision,
                            Term = row.Job.Term,
                            Stage = row.Job.Stage,
                            Outcome = row.Job.Outcome,
                            Reason = row.Job.Reason,
                            State = Array.Empty<byte>(),
                            Progress = row.Job.Progress,
                        },
                    })
                    .ToListAsync().ConfigureAwait(false);
                return [.. rows.Select(row => row.Job.ToRecord(row.Epoch))];
            },
            cancellationToken);
    }

    public async Task<CommitOutcome> CommitAsync(JobId id, Fence expected, JobRow row, CancellationToken cancellationToken)
    {
        var state = JobStateCodec.Encode(row);
        var reason = StoreRules.Storable(row.Reason);
        try
        {
            return await calls.ChangeAsync(
                async (context, cluster) =>
                {
                    if (expected.Term != cluster.Term || expected.Epoch.Value != cluster.Epoch)
                    {
                        return CommitOutcome.Fenced;
                    }

                    DateTimeOffset? ended = row.Outcome is null ? null : await NowAsync(context).ConfigureAwait(false);
                    var written = await context.Jobs.Where(job => job.Id == id && job.Revision == expected.Revision).ExecuteUpdateAsync(job => job
                        .SetProperty(to => to.Revision, row.Revision)
                        .SetProperty(to => to.Term, row.Term)
                        .SetProperty(to => to.Stage, row.Stage)
                        .SetProperty(to => to.Outcome, row.Outcome)
                        .SetProperty(to => to.Reason, reason)
                        .SetProperty(to => to.EndedAt, ended)
                        .SetProperty(to => to.State, state)).ConfigureAwait(false);
                    if (written == 0)
                    {
                        return CommitOutcome.Fenced;
                    }

                    cluster.Epoch = row.Epoch.Value;
                    return CommitOutcome.Done;
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException)
        {
            return CommitOutcome.Unknown;
        }
    }

    public Task<bool> ShowAsync(JobId id, long term, JobProgress progress, CancellationToken cancellationToken)
    {
        var bytes = JobStateCodec.Encode(progress);
        return calls.ChangeAsync(
            async (context, cluster) =>
            {
                var shown = context.Jobs.Where(job => job.Id == id);
                if (cluster.Term == term)
                {
                    await shown.ExecuteUpdateAsync(job => job.SetProperty(to => to.Progress, bytes)).ConfigureAwait(false);
                }

                return await shown.AnyAsync(job => job.IsCancelled).ConfigureAwait(false);
            },
            cancellationToken);
    }

    public Task<bool> CancelAsync(JobId id, CancellationToken cancellationToken) => calls.ChangeAsync(
        async (context, _) => await context.Jobs.Where(job => job.Id == id && job.Outcome == null)
            .ExecuteUpdateAsync(job => job.SetProperty(to => to.IsCancelled, true)).ConfigureAwait(false) > 0,
        cancellationToken);

    public async ValueTask DisposeAsync()
    {
        calls.Dispose();
        await database.DisposeAsync().ConfigureAwait(false);
    }

    Task<DateTimeOffset> NowAsync(StoreContext context) => context.Database.SqlQueryRaw<DateTimeOffset>(database.Now).SingleAsync();

    /// <summary>Reads a job and the cluster's epoch in one statement, so that they are of the same moment.</summary>
    static async Task<JobRecord?> ReadAsync(StoreContext context, IQueryable<JobEntity> job)
    {
        var rows = await job.AsNoTracking()
            .SelectMany(_ => context.Cluster, (found, cluster) => new { Job = found, cluster.Epoch })
            .ToListAsync().ConfigureAwait(false);
        return rows is [var row] ? row.Job.ToRecord(row.Epoch) : null;
    }
}
