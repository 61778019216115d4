using Microsoft.EntityFrameworkCore;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster.Store;

/// <content>For leaders.</content>
sealed partial class DatabaseJobStore
{
    public Task<JobRecord?> NextAsync(CancellationToken cancellationToken) =>
        calls.AskAsync(context => ReadAsync(context, context.Jobs.FromSqlRaw(WaitingJobs.Next)), cancellationToken);

    public async Task<CommitOutcome> CommitAsync(JobId id, Fence expected, JobRow row, CancellationToken cancellationToken)
    {
        var state = JobStateCodec.Encode(row);
        var reason = StoreRules.Storable(row.Reason);
        try
        {
            return await calls.ChangeAsync(
                async (context, cluster) =>
                {
                    var isLed = expected.Term == cluster.Term && expected.Epoch.Value == cluster.Epoch;
                    if (!isLed || await KnowAsync(context, id).ConfigureAwait(false) is not { } before || before.Revision != expected.Revision)
                    {
                        return CommitOutcome.Fenced;
                    }

                    await WriteAsync(context, cluster, id, before, row, reason, state).ConfigureAwait(false);
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
                var before = await KnowAsync(context, id).ConfigureAwait(false);
                if (before is { Outcome: null } && cluster.Term == term && !bytes.AsSpan().SequenceEqual(before.Progress))
                {
                    var version = before.Version;
                    if (version < Limits.EventsPerJob)
                    {
                        var now = await NowAsync(context).ConfigureAwait(false);
                        Log(
                            context,
                            before.Number,
                            new() { Sequence = ++version, At = now, Kind = LoggedEventKind.Progress, Stage = before.Stage, Progress = bytes });
                    }

                    await context.Jobs.Where(job => job.Id == id).ExecuteUpdateAsync(job => job
                        .SetProperty(to => to.Progress, bytes)
                        .SetProperty(to => to.Version, version)).ConfigureAwait(false);
                }

                return before?.IsCancelled ?? false;
            },
            cancellationToken);
    }

    async Task WriteAsync(StoreContext context, ClusterEntity cluster, JobId id, KnownJob before, JobRow row, string? reason, byte[] state)
    {
        var kind = StoreRules.KindOf(before.Turn is not null, before.Stage, before.Outcome, row);
        DateTimeOffset? now = kind is null && row.Outcome is null ? null : await NowAsync(context).ConfigureAwait(false);
        var version = before.Version + (kind is null ? 0 : 1);
        var turn = before.Turn ?? await TakeTurnAsync(context, cluster, before.Tenant).ConfigureAwait(false);
        await context.Jobs.Where(job => job.Id == id).ExecuteUpdateAsync(job => job
            .SetProperty(to => to.Revision, row.Revision)
            .SetProperty(to => to.Term, row.Term)
            .SetProperty(to => to.Stage, row.Stage)
            .SetProperty(to => to.Outcome, row.Outcome)
            .SetProperty(to => to.Reason, reason)
            .SetProperty(to => to.EndedAt, row.Outcome == null ? null : now)
            .SetProperty(to => to.State, state)
            .SetProperty(to => to.Version, version)
            .SetProperty(to => to.Turn, turn)).ConfigureAwait(false);
        if (kind is { } logged)
        {
            var told = StoreRules.Beginning(reason, Limits.FailureCharacters);
            Log(
                context,
                before.Number,
                new() { Sequence = version, At = now!.Value, Kind = logged, Stage = row.Stage, Outcome = row.Outcome, Reason = told });
        }

        cluster.Epoch = row.Epoch.Value;
    }

    /// <summary>Notes that a tenant has its turn.</summary>
    /// <returns>The turn's number.</returns>
    static async Task<long> TakeTurnAsync(StoreContext context, ClusterEntity cluster, string name)
    {
        var tenant = await context.Tenants.SingleOrDefaultAsync(tenant => tenant.Name == name).ConfigureAwait(false)
            ?? context.Tenants.Add(new() { Name = name }).Entity;
        return tenant.Turn = ++cluster.LastTurn;
    }
}
