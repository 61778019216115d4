using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>A job store that lives and ends with its process: for one that draws a picture by itself, and for tests.</summary>
/// <param name="clock">Its clock.</param>
public sealed class MemoryJobStore(TimeProvider clock) : IJobStore
{
    readonly Lock _gate = new();
    readonly List<JobRecord> _jobs = []; // by number, from 1
    readonly Dictionary<JobId, int> _places = [];
    Member? _holder;
    long _term;
    DateTimeOffset _until;
    Epoch _epoch;

    /// <inheritdoc/>
    public Task<LeaseEvent> ClaimAsync(LeaseEffect.Claim claim, TimeSpan length, CancellationToken cancellationToken) =>
        Call<LeaseEvent>(
            () =>
            {
                var now = clock.GetUtcNow();
                if (_holder != claim.Holder || _term != claim.Term)
                {
                    if (_holder is not null && now < _until)
                    {
                        return new LeaseEvent.Refused();
                    }

                    (_holder, _term) = (claim.Holder, _term + 1);
                }

                _until = now + length;
                return new LeaseEvent.Granted(_term);
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task SubmitAsync(JobId id, string document, CancellationToken cancellationToken)
    {
        StoreRules.CheckDocument(document);
        return Call(
            () =>
            {
                if (!_places.TryGetValue(id, out var place))
                {
                    _places.Add(id, place = _jobs.Count);
                    _jobs.Add(new(
                        id, place + 1, document, clock.GetUtcNow(), JobRow.Submitted, IsCancelled: false, Progress: null, EndedAt: null));
                }

                StoreRules.CheckSame(id, document, _jobs[place].Document);
                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<JobRecord?> FindAsync(JobId id, CancellationToken cancellationToken) =>
        Call(() => _places.TryGetValue(id, out var place) ? Shown(_jobs[place]) : null, cancellationToken);

    /// <inheritdoc/>
    public Task<JobRecord?> NextAsync(CancellationToken cancellationToken) => Call(
        () =>
        {
            var open = _jobs.Where(job => job.Row.Outcome is null);
            return (open.FirstOrDefault(job => job.Row.Revision > 0) ?? open.FirstOrDefault()) is { } next ? Shown(next) : null;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<JobRecord>> ListAsync(int most, long? before, CancellationToken cancellationToken)
    {
        StoreRules.CheckMost(most);
        return Call<IReadOnlyList<JobRecord>>(
            () =>
            {
                var end = (int)Math.Clamp(before ?? long.MaxValue, 1, _jobs.Count + 1) - 1;
                return [.. _jobs.Take(end).TakeLast(most).Reverse()
                    .Select(job => Shown(job with { Row = job.Row with { Workers = [], Cuts = [], Attempts = [] } }))];
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<CommitOutcome> CommitAsync(JobId id, Fence expected, JobRow row, CancellationToken cancellationToken)
    {
        // Refuses and changes what the other stores do.
        var kept = JobStateCodec.Decode(JobStateCodec.Encode(row), row with { Reason = StoreRules.Storable(row.Reason) });
        return Call(
            () =>
            {
                if (!_places.TryGetValue(id, out var place) || expected != new Fence(_term, _epoch, _jobs[place].Row.Revision))
                {
                    return CommitOutcome.Fenced;
                }

                _jobs[place] = _jobs[place] with { Row = kept, EndedAt = row.Outcome is null ? null : clock.GetUtcNow() };
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
                if (!_places.TryGetValue(id, out var place))
                {
                    return false;
                }

                _jobs[place] = term == _term ? _jobs[place] with { Progress = kept } : _jobs[place];
                return _jobs[place].IsCancelled;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> CancelAsync(JobId id, CancellationToken cancellationToken) => Call(
        () =>
        {
            if (!_places.TryGetValue(id, out var place) || _jobs[place].Row.Outcome is not null)
            {
                return false;
            }

            _jobs[place] = _jobs[place] with { IsCancelled = true };
            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    JobRecord Shown(JobRecord job) => job with { Row = job.Row with { Epoch = _epoch } };

    Task<T> Call<T>(Func<T> call, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        try
        {
            lock (_gate)
            {
                return Task.FromResult(call());
            }
        }
        catch (ArgumentException e)
        {
            return Task.FromException<T>(e);
        }
    }
}
