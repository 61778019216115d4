using Microsoft.EntityFrameworkCore;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster.Store;

/// <content>Finding and listing.</content>
sealed partial class DatabaseJobStore
{
    public Task<JobRecord?> FindAsync(JobId id, string? tenant, CancellationToken cancellationToken)
    {
        StoreRules.CheckScope(tenant);
        return calls.AskAsync(
            context => ReadAsync(context, context.Jobs.Where(job => job.Id == id && (tenant == null || job.Tenant == tenant))),
            cancellationToken);
    }

    public Task<bool> IsDeletedAsync(JobId id, string? tenant, CancellationToken cancellationToken)
    {
        StoreRules.CheckScope(tenant);
        return calls.AskAsync(
            context => context.DeletedJobs.AnyAsync(job => job.Id == id && (tenant == null || job.Tenant == tenant)), cancellationToken);
    }

    public Task<IReadOnlyList<JobRecord>> ListAsync(JobQuery query, CancellationToken cancellationToken)
    {
        StoreRules.Check(query);
        return calls.AskAsync(
            async context =>
            {
                var jobs = context.Jobs.Where(job =>
                    (query.Before == null || job.Number < query.Before) && (query.Tenant == null || job.Tenant == query.Tenant));
                var rows = await ReadAllAsync(context, OfState(jobs, query.State).OrderByDescending(job => job.Number).Take(query.Most))
                    .ConfigureAwait(false);
                return (IReadOnlyList<JobRecord>)[.. rows.OrderByDescending(job => job.Number)];
            },
            cancellationToken);
    }

    public Task<IReadOnlyList<JobRecord>> ListEndedBeforeAsync(DateTimeOffset time, int most, CancellationToken cancellationToken)
    {
        StoreRules.CheckMost(most, Limits.JobsListed);
        var before = time.ToUniversalTime();
        return calls.AskAsync(
            async context =>
            {
                // By hand: in SQLite times are text, which compares as they do, but EF does not know that.
                var jobs = context.Jobs.FromSql($"SELECT * FROM jobs WHERE ended_at < {before} ORDER BY ended_at, number LIMIT {most}");
                var rows = await ReadAllAsync(context, jobs).ConfigureAwait(false);
                return (IReadOnlyList<JobRecord>)[.. rows.OrderBy(job => job.EndedAt).ThenBy(job => job.Number)];
            },
            cancellationToken);
    }

    public Task<IReadOnlyList<QueuedJob>> QueueAsync(int most, CancellationToken cancellationToken)
    {
        StoreRules.CheckMost(most, Limits.JobsListed);
        return calls.AskAsync(
            async context =>
            {
                var rows = await context.Database.SqlQueryRaw<WaitingJobs.Row>(WaitingJobs.First, most).ToListAsync().ConfigureAwait(false);
                return (IReadOnlyList<QueuedJob>)[.. rows
                    .Select((row, index) => new QueuedJob(index + 1, new(Guid.ParseExact(row.Id, "N")), row.Tenant, row.Priority, row.Cost))];
            },
            cancellationToken);
    }

    public Task<IReadOnlyList<LoggedEvent>> EventsAsync(JobId id, long after, int most, CancellationToken cancellationToken)
    {
        StoreRules.CheckMost(most, Limits.EventsListed);
        return calls.AskAsync(
            async context =>
            {
                var rows = await context.Jobs.Where(job => job.Id == id)
                    .Join(context.Events, job => job.Number, happened => happened.Job, (_, happened) => happened)
                    .Where(happened => happened.Sequence > after).OrderBy(happened => happened.Sequence).Take(most)
                    .AsNoTracking().ToListAsync().ConfigureAwait(false);
                return (IReadOnlyList<LoggedEvent>)[.. rows.Select(row => row.ToEvent())];
            },
            cancellationToken);
    }

    static IQueryable<JobEntity> OfState(IQueryable<JobEntity> jobs, JobState? state) => state switch
    {
        null => jobs,
        JobState.Waiting => jobs.Where(job => job.Outcome == null && job.Turn == null),
        JobState.Running => jobs.Where(job => job.Outcome == null && job.Turn != null),
        JobState.Done => jobs.Where(job => job.Outcome == JobOutcome.Done),
        JobState.Failed => jobs.Where(job => job.Outcome == JobOutcome.Failed),
        JobState.Cancelled => jobs.Where(job => job.Outcome == JobOutcome.Cancelled),
        JobState.Quarantined => jobs.Where(job => job.Outcome == JobOutcome.Quarantined),
        _ => throw new NotSupportedException(state.ToString()),
    };

    /// <summary>Reads a job and the cluster's epoch in one statement, so that they are of the same moment.</summary>
    static async Task<JobRecord?> ReadAsync(StoreContext context, IQueryable<JobEntity> job)
    {
        var rows = await job.AsNoTracking()
            .SelectMany(_ => context.Cluster, (found, cluster) => new { Job = found, cluster.Epoch })
            .ToListAsync().ConfigureAwait(false);
        return rows is [var row] ? row.Job.ToRecord(row.Epoch) : null;
    }

    /// <summary>Reads jobs without their states, and the cluster's epoch, in one statement.</summary>
    static async Task<IEnumerable<JobRecord>> ReadAllAsync(StoreContext context, IQueryable<JobEntity> jobs)
    {
        var rows = await jobs
            .SelectMany(_ => context.Cluster, (job, cluster) => new
            {
                cluster.Epoch,
                Job = new JobEntity
                {
                    Id = job.Id,
                    Number = job.Number,
                    Document = job.Document,
                    SubmittedAt = job.SubmittedAt,
                    IsCancelled = job.IsCancelled,
                    EndedAt = job.EndedAt,
                    Revision = job.Revision,
                    Term = job.Term,
                    Stage = job.Stage,
                    Outcome = job.Outcome,
                    Reason = job.Reason,
                    State = Array.Empty<byte>(),
                    Progress = job.Progress,
                    Tenant = job.Tenant,
                    Priority = job.Priority,
                    Cost = job.Cost,
                    Version = job.Version,
                    Turn = job.Turn,
                },
            })
            .ToListAsync().ConfigureAwait(false);
        return rows.Select(row => row.Job.ToRecord(row.Epoch));
    }
}
