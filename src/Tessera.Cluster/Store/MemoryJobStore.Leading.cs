using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <content>For leaders.</content>
public sealed partial class MemoryJobStore
{
    /// <summary>By tenant: the number of its last turn.</summary>
    readonly Dictionary<string, long> _served = new(StringComparer.Ordinal);

    /// <summary>Turns so far, of all tenants.</summary>
    long _turns;

    /// <inheritdoc/>
    public Task<JobRecord?> NextAsync(CancellationToken cancellationToken) => Call(
        () =>
        {
            var next = _jobs.Values.FirstOrDefault(job => job.Record.State is JobState.Running) ?? Waiting().FirstOrDefault();
            return next is null ? null : Shown(next);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<CommitOutcome> CommitAsync(JobId id, Fence expected, JobRow row, CancellationToken cancellationToken)
    {
        // Refuses and changes what the other stores do.
        var kept = JobStateCodec.Decode(JobStateCodec.Encode(row), row with { Reason = StoreRules.Storable(row.Reason) });
        return Call(
            () =>
            {
                if (!_byId.TryGetValue(id, out var job) || expected != new Fence(_term, _epoch, job.Record.Row.Revision))
                {
                    return CommitOutcome.Fenced;
                }

                var before = job.Record;
                if (!before.IsBegun)
                {
                    _served[before.Tenant] = ++_turns;
                }

                var now = clock.GetUtcNow();
                job.Record = before with { Row = kept, EndedAt = row.Outcome is null ? null : now, IsBegun = true };
                if (StoreRules.KindOf(before.IsBegun, before.Row.Stage, before.Row.Outcome, row) is { } kind)
                {
                    job.Log(now, kind);
                }

                _epoch = row.Epoch;
                return CommitOutcome.Done;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> ShowAsync(JobId id, long term, JobProgress progress, CancellationToken cancellationToken)
    {
        var kept = JobStateCodec.DecodeProgress(JobStateCodec.Encode(progress));
        return Call(
            () =>
            {
                if (!_byId.TryGetValue(id, out var job))
                {
                    return false;
                }

                if (term == _term && job.Record.Row.Outcome is null && job.Record.Progress != kept)
                {
                    job.Record = job.Record with { Progress = kept };
                    if (job.Events.Count < Limits.EventsPerJob)
                    {
                        job.Log(clock.GetUtcNow(), LoggedEventKind.Progress, kept);
                    }
                }

                return job.Record.IsCancelled;
            },
            cancellationToken);
    }

    JobRecord Shown(Job job) => job.Record with { Row = job.Record.Row with { Epoch = _epoch } };

    /// <summary>The jobs that wait, in the order of their turns: whichever tenant had none, or had one longest ago, has the next.</summary>
    IEnumerable<Job> Waiting()
    {
        var tenants = new PriorityQueue<Queue<Job>, (long Served, long Oldest)>();
        var waiting = _jobs.Values.Where(job => job.Record.State is JobState.Waiting);
        foreach (var tenant in waiting.GroupBy(job => job.Record.Tenant, StringComparer.Ordinal))
        {
            tenants.Enqueue(
                new(tenant.OrderByDescending(job => job.Record.Priority).ThenBy(job => job.Record.Number)),
                (_served.GetValueOrDefault(tenant.Key), tenant.Min(job => job.Record.Number)));
        }

        for (var turn = _turns + 1; tenants.TryDequeue(out var jobs, out _); turn++)
        {
            yield return jobs.Dequeue();
            if (jobs.TryPeek(out var next))
            {
                tenants.Enqueue(jobs, (turn, next.Record.Number));
            }
        }
    }
}
