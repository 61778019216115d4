using Tessera.Cluster;
using Tessera.Server.Contracts;
using Tessera.Tiling.Machines;

namespace Tessera.Server.Nodes;

/// <summary>The cluster as it was a moment ago: who leads, which nodes there are, and which jobs wait. Asked for once a second, however many look.</summary>
sealed class ClusterView(IJobStore store, TimeProvider time)
{
    static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);

    /// <summary>A leader shows nodes far more often; the clocks of hosts may differ.</summary>
    static readonly TimeSpan LedWithin = 10 * MachineLimits.ShowNodesEvery;

    readonly Lock _lock = new();
    (Task<Snapshot> Snapshot, long At)? _last;

    /// <summary>All who ask meanwhile get the same answer, or the same failure.</summary>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    public Task<Snapshot> GetAsync(CancellationToken cancel)
    {
        lock (_lock)
        {
            if (_last is not { } last || (last.Snapshot.IsCompleted && time.GetElapsedTime(last.At) >= FreshFor))
            {
                _last = last = (ReadAsync(), time.GetTimestamp());
            }

            return last.Snapshot.WaitAsync(cancel);
        }
    }

    /// <summary>Not cancelled with who asks: others wait for the answer too.</summary>
    async Task<Snapshot> ReadAsync()
    {
        var nodes = await store.ListNodesAsync(CancellationToken.None);
        var queue = await store.QueueAsync(Limits.JobsListed, CancellationToken.None);
        var running = await store.ListAsync(new(1, State: JobState.Running), CancellationToken.None);
        var ahead = running.Sum(job => (long)(job.Cost * (1 - job.Progress?.Fraction ?? 1)));
        var places = new Dictionary<JobId, Place>(queue.Count);
        foreach (var job in queue)
        {
            places[job.Id] = new(job.Position, ahead);
            ahead += job.Cost;
        }

        return new(nodes, IsLed(nodes, time), queue, places);
    }

    /// <summary>Whether a leader has shown nodes just now.</summary>
    internal static bool IsLed(ShownNodes nodes, TimeProvider time) => nodes.At is { } at && time.GetUtcNow() - at < LedWithin;

    /// <param name="Position">From 1.</param>
    /// <param name="CostAhead">What is to be drawn before it, in pixels times steps.</param>
    internal readonly record struct Place(int Position, long CostAhead);

    /// <param name="Nodes">As a leader showed them last.</param>
    /// <param name="IsLed">Whether that was just now.</param>
    /// <param name="Queue">The jobs that wait, in order; the first <see cref="Limits.JobsListed"/>.</param>
    /// <param name="Places">Their places.</param>
    internal sealed record Snapshot(ShownNodes Nodes, bool IsLed, IReadOnlyList<QueuedJob> Queue, IReadOnlyDictionary<JobId, Place> Places)
    {
        /// <summary>Tokens that all nodes together take in a second; 0 when there are none.</summary>
        public double Speed => IsLed ? Nodes.Nodes.Where(node => node is { IsAlive: true, IsDrained: false }).Sum(node => node.Speed) : 0;

        /// <summary>What a job waits for; null for one that is drawn, or has ended.</summary>
        public WaitView? WaitOf(JobRecord job) => job.State switch
        {
            JobState.Waiting => new(Missing ?? WaitReason.Queue, Places.TryGetValue(job.Id, out var place) ? place.Position : null),
            JobState.Running when Missing is { } missing => new(missing, Position: null),
            JobState.Running when job.Progress?.Phase is JobPhase.Waiting => new(WaitReason.Workers, Position: null),
            _ => null,
        };

        WaitReason? Missing => !IsLed ? WaitReason.Leader : Speed == 0 ? WaitReason.Workers : null;
    }
}
