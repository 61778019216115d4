using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <content>Cancelling, trying again and deleting.</content>
public sealed partial class MemoryJobStore
{
    /// <summary>By job: its tenant.</summary>
    readonly Dictionary<JobId, string> _deleted = [];
    readonly Queue<JobId> _deletedByAge = [];

    /// <inheritdoc/>
    public Task<bool> CancelAsync(JobId id, Actor? by, CancellationToken cancellationToken)
    {
        StoreRules.Check(by);
        return Call(
            () =>
            {
                if (!_byId.TryGetValue(id, out var job) || job.Record.Row.Outcome is not null)
                {
                    return false;
                }

                if (!job.Record.IsCancelled)
                {
                    var now = clock.GetUtcNow();
                    job.Record = job.Record with { IsCancelled = true };
                    job.Log(now, LoggedEventKind.CancelAsked);
                    Note(now, by, AuditAction.Cancel, id, "");
                }

                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<JobChange> RetryAsync(JobId id, bool fromStart, long? quota, Actor? by, CancellationToken cancellationToken)
    {
        StoreRules.CheckQuota(quota);
        StoreRules.Check(by);
        return Call(
            () =>
            {
                if (!_byId.TryGetValue(id, out var job) || job.Record.Row.Outcome is null or JobOutcome.Done)
                {
                    return job is null ? JobChange.NotFound : job.Record.Row.Outcome is null ? JobChange.NotEnded : JobChange.AlreadyDone;
                }

                CheckRoom(job.Record.Tenant, quota, job.Record.Cost);
                var now = clock.GetUtcNow();
                job.Record = job.Record with
                {
                    Row = StoreRules.Retried(job.Record.Row, fromStart),
                    IsCancelled = false,
                    Progress = null,
                    EndedAt = null,
                    IsBegun = false,
                };
                job.Log(now, LoggedEventKind.Retried);
                Note(now, by, AuditAction.Retry, id, StoreRules.DetailOf(fromStart));
                return JobChange.Made;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<JobChange> DeleteAsync(JobId id, Actor? by, CancellationToken cancellationToken)
    {
        StoreRules.Check(by);
        return Call(
            () =>
            {
                if (!_byId.TryGetValue(id, out var job) || job.Record.Row.Outcome is null)
                {
                    return job is null ? JobChange.NotFound : JobChange.NotEnded;
                }

                _byId.Remove(id);
                _jobs.Remove(job.Record.Number);
                _deleted.Add(id, job.Record.Tenant);
                _deletedByAge.Enqueue(id);
                if (_deletedByAge.Count > Limits.DeletedJobsKept)
                {
                    _deleted.Remove(_deletedByAge.Dequeue());
                }

                Note(clock.GetUtcNow(), by, AuditAction.Delete, id, "");
                return JobChange.Made;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> IsDeletedAsync(JobId id, string? tenant, CancellationToken cancellationToken)
    {
        StoreRules.CheckScope(tenant);
        return Call(() => _deleted.TryGetValue(id, out var of) && (tenant ?? of) == of, cancellationToken);
    }
}
