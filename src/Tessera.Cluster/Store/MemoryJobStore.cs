using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>A job store that lives and ends with its process: for one that draws a picture by itself, and for tests.</summary>
/// <param name="clock">Its clock.</param>
public sealed partial class MemoryJobStore(TimeProvider clock) : IJobStore
{
    readonly Lock _gate = new();
    readonly SortedList<long, Job> _jobs = []; // by number
    readonly Dictionary<JobId, Job> _byId = [];
    long _lastNumber;
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
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

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
        catch (Exception e) when (e is ArgumentException or StoreRefusalException)
        {
            return Task.FromException<T>(e);
        }
    }

    /// <summary>A job, with its log.</summary>
    sealed class Job(JobRecord record)
    {
        public JobRecord Record { get; set; } = record;

        /// <summary>By sequence, from 1.</summary>
        public List<LoggedEvent> Events { get; } = [];

        public void Log(DateTimeOffset at, LoggedEventKind kind, JobProgress? progress = null)
        {
            var row = Record.Row;
            var reason = StoreRules.Beginning(row.Reason, Limits.FailureCharacters);
            Events.Add(new(Events.Count + 1, at, kind, row.Stage, progress, row.Outcome, reason));
            Record = Record with { Version = Events.Count };
        }
    }
}
