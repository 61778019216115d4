using System.Runtime.InteropServices;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <content>Submitting and watching.</content>
public sealed partial class MemoryJobStore
{
    readonly Dictionary<(string Tenant, string Key), Request> _requests = [];
    readonly Queue<((string Tenant, string Key) Name, DateTimeOffset At)> _requestsByAge = [];

    /// <inheritdoc/>
    public Task<SubmittedJob> SubmitAsync(JobSubmission submission, Actor? by, CancellationToken cancellationToken)
    {
        StoreRules.Check(submission);
        StoreRules.Check(by);
        return Call(
            () =>
            {
                var now = clock.GetUtcNow();
                if (submission.Idempotency is { } same
                    && _requests.TryGetValue((submission.Tenant, same.Key), out var earlier) && now - earlier.At < Limits.IdempotencyFor)
                {
                    return earlier.Fingerprint == same.Fingerprint ? new(earlier.Job, IsNew: false) : throw new IdempotencyConflictException();
                }

                var isNew = !_byId.TryGetValue(submission.Id, out var there);
                if (there is not null && StoreRules.Difference(submission, there.Record.Tenant, there.Record.Document) is { } difference)
                {
                    throw difference;
                }

                if (isNew)
                {
                    Accept(submission, by, now);
                }

                Remember(submission, now);
                return new SubmittedJob(submission.Id, isNew);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<JobRecord?> FindAsync(JobId id, string? tenant, CancellationToken cancellationToken)
    {
        StoreRules.CheckScope(tenant);
        return Call(
            () => _byId.TryGetValue(id, out var job) && (tenant ?? job.Record.Tenant) == job.Record.Tenant ? Shown(job) : null,
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<JobRecord>> ListAsync(JobQuery query, CancellationToken cancellationToken)
    {
        StoreRules.Check(query);
        return Call<IReadOnlyList<JobRecord>>(
            () => [.. _jobs.Values.Reverse()
                .Where(job => job.Record.Number < (query.Before ?? long.MaxValue) && (query.Tenant ?? job.Record.Tenant) == job.Record.Tenant
                    && (query.State ?? job.Record.State) == job.Record.State)
                .Take(query.Most).Select(Listed)],
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<JobRecord>> ListEndedBeforeAsync(DateTimeOffset time, int most, CancellationToken cancellationToken)
    {
        StoreRules.CheckMost(most, Limits.JobsListed);
        return Call<IReadOnlyList<JobRecord>>(
            () => [.. _jobs.Values.Where(job => job.Record.EndedAt < time).OrderBy(job => job.Record.EndedAt).Take(most).Select(Listed)],
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<QueuedJob>> QueueAsync(int most, CancellationToken cancellationToken)
    {
        StoreRules.CheckMost(most, Limits.JobsListed);
        return Call<IReadOnlyList<QueuedJob>>(
            () => [.. Waiting().Take(most)
                .Select((job, index) => new QueuedJob(index + 1, job.Record.Id, job.Record.Tenant, job.Record.Priority, job.Record.Cost))],
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<LoggedEvent>> EventsAsync(JobId id, long after, int most, CancellationToken cancellationToken)
    {
        StoreRules.CheckMost(most, Limits.EventsListed);
        return Call<IReadOnlyList<LoggedEvent>>(
            () => _byId.TryGetValue(id, out var job) ? [.. job.Events.Skip((int)Math.Clamp(after, 0, job.Events.Count)).Take(most)] : [],
            cancellationToken);
    }

    void Accept(JobSubmission submission, Actor? by, DateTimeOffset now)
    {
        if (_deleted.ContainsKey(submission.Id))
        {
            throw StoreRules.Deleted(submission);
        }

        CheckRoom(submission.Tenant, submission.Quota, submission.Cost);
        var job = new Job(new(
            submission.Id,
            ++_lastNumber,
            submission.Document,
            now,
            JobRow.Submitted,
            IsCancelled: false,
            Progress: null,
            EndedAt: null,
            IsBegun: false,
            submission.Tenant,
            submission.Priority,
            submission.Cost,
            Version: 0));
        job.Log(now, LoggedEventKind.Submitted);
        _jobs.Add(_lastNumber, job);
        _byId.Add(submission.Id, job);
        Note(now, by, AuditAction.Submit, submission.Id, StoreRules.DetailOf(submission));
    }

    void CheckRoom(string tenant, long? quota, long cost)
    {
        var open = _jobs.Values.Where(job => job.Record.Tenant == tenant && job.Record.Row.Outcome is null).ToList();
        if (StoreRules.Excess(quota, cost, open.Count, open.Sum(job => job.Record.Cost)) is { } excess)
        {
            throw excess;
        }
    }

    /// <summary>Stores the key of a request, and forgets some that have ended.</summary>
    void Remember(JobSubmission submission, DateTimeOffset now)
    {
        if (submission.Idempotency is not { } request)
        {
            return;
        }

        for (var removed = 0; removed < Limits.IdempotencyKeysRemoved
            && _requestsByAge.TryPeek(out var oldest) && now - oldest.At >= Limits.IdempotencyFor; removed++)
        {
            _requestsByAge.Dequeue();
            if (_requests.TryGetValue(oldest.Name, out var ended) && ended.At == oldest.At)
            {
                _requests.Remove(oldest.Name);
            }
        }

        var name = (submission.Tenant, request.Key);
        _requests[name] = new(request.Fingerprint, submission.Id, now);
        _requestsByAge.Enqueue((name, now));
    }

    JobRecord Listed(Job job)
    {
        var shown = Shown(job);
        return shown with { Row = shown.Row with { Workers = [], Cuts = [], Attempts = [] } };
    }

    [StructLayout(LayoutKind.Auto)]
    readonly record struct Request(Sha256Hash Fingerprint, JobId Job, DateTimeOffset At);
}
