using Microsoft.EntityFrameworkCore;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster.Store;

/// <summary>A job store in a database.</summary>
/// <param name="database">Which; it is disposed of with the store.</param>
/// <param name="calls">Calls of it.</param>
sealed partial class DatabaseJobStore(Database database, DatabaseCalls calls) : IJobStore
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

    public async ValueTask DisposeAsync()
    {
        calls.Dispose();
        await database.DisposeAsync().ConfigureAwait(false);
    }

    Task<DateTimeOffset> NowAsync(StoreContext context) => context.Database.SqlQueryRaw<DateTimeOffset>(database.Now).SingleAsync();

    /// <summary>Reads what changes of a job have to know of it: not what is large.</summary>
    static Task<KnownJob?> KnowAsync(StoreContext context, JobId id) => context.Jobs.Where(job => job.Id == id)
        .Select(job => new KnownJob(
            job.Number, job.Tenant, job.Version, job.Revision, job.Turn, job.Stage, job.Outcome, job.IsCancelled, job.Progress))
        .SingleOrDefaultAsync();

    /// <summary>Makes a change that may be refused, which is no failure of the database.</summary>
    async Task<T> TryAsync<T>(Func<StoreContext, ClusterEntity, Task<Attempted<T>>> change, CancellationToken cancellationToken)
    {
        var attempted = await calls.ChangeAsync(change, cancellationToken).ConfigureAwait(false);
        return attempted.Refusal is { } refusal ? throw refusal : attempted.Result!;
    }

    /// <summary>Appends to a job's log; its version must become the sequence.</summary>
    static void Log(StoreContext context, long job, EventEntity happened)
    {
        happened.Job = job;
        context.Events.Add(happened);
    }

    /// <summary>Appends to the audit log, and forgets what it no longer keeps.</summary>
    static async Task NoteAsync(
        StoreContext context, ClusterEntity cluster, DateTimeOffset at, Actor? by, AuditAction action, JobId? job, string detail)
    {
        if (by is null)
        {
            return;
        }

        context.Audit.Add(new()
        {
            Number = ++cluster.LastAudit,
            At = at,
            Tenant = by.Tenant,
            KeyId = by.KeyId,
            Action = action,
            Job = job,
            Detail = StoreRules.Beginning(detail, Limits.AuditCharacters),
        });
        if (cluster.LastAudit - Limits.AuditKept is > 0 and var last)
        {
            await context.Audit.Where(entry => entry.Number <= last).ExecuteDeleteAsync().ConfigureAwait(false);
        }
    }

    sealed record KnownJob(
        long Number,
        string Tenant,
        long Version,
        long Revision,
        long? Turn,
        int Stage,
        JobOutcome? Outcome,
        bool IsCancelled,
        byte[]? Progress);

    /// <summary>What became of a change: its result, or why it was refused and nothing was changed.</summary>
    readonly record struct Attempted<T>(T? Result, Exception? Refusal)
    {
        public static implicit operator Attempted<T>(T result) => new(result, Refusal: null);

        public static implicit operator Attempted<T>(Exception refusal) => new(default, refusal);
    }
}
