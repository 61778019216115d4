using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Tessera.Cluster;
using Tessera.Tiling;
using Tessera.Tiling.Machines;

namespace EndToEnd.Studies.Service;

/// <summary>A leader and a node in this process that draw nothing, whatever the jobs ask for; the store is real. Counts what is done for each job.</summary>
sealed class StubCluster : IAsyncDisposable
{
    const int Steps = 2;

    static readonly JobPlan Plan = new([new(TilePlan.Create(new() { Canvas = new(1, 4, 4) }), Steps, EvaluationsPerStep: 1)], CutEvery: 1);

    readonly CancellationTokenSource _stop = new();
    readonly InProcessNetwork _network = new(new Limits());
    readonly ConcurrentDictionary<JobId, (int Evaluations, int Stitches)> _done = [];
    readonly string _artifacts;
    readonly Task _running;

    public StubCluster(IJobStore store, string artifacts)
    {
        _artifacts = artifacts;
        var (leader, node) = (_network.Join("leader"), _network.Join("node", hearsBroadcasts: false));
        var leading = new LeaderShell(store, OpenLed, leader, new(), TimeProvider.System, NullLogger<LeaderShell>.Instance);
        var working = new NodeShell(OpenNode, node, InProcessLinks.Connect([node.Self])[0], new(), TimeProvider.System) { IsTimed = true };
        _running = Task.WhenAll(Task.Run(() => leading.RunAsync(_stop.Token)), Task.Run(() => working.RunAsync(_stop.Token)));
    }

    /// <summary>Jobs whose evaluations or stitching were done more or less than once.</summary>
    public IEnumerable<JobId> NotOnce => _done.Where(job => job.Value != (Steps, 1)).Select(job => job.Key);

    public int Done => _done.Count;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    LedJob OpenLed(JobDocument document) => new(Plan, new Sink(() => Count(document.Id, 0, 1)), FilesOf(document.Id));

    NodeJob OpenNode(JobDocument? document) =>
        new(Plan, new StubDevice(() => Count(document!.Id, 1, 0)), new Sink(() => { }), FilesOf(document!.Id).States);

    ArtifactFolder FilesOf(JobId id) => new(_artifacts, id);

    void Count(JobId id, int evaluations, int stitches) =>
        _done.AddOrUpdate(id, (evaluations, stitches), (_, sum) => (sum.Evaluations + evaluations, sum.Stitches + stitches));

    sealed class Sink(Action stitched) : IStageSink
    {
        public Task AcceptAsync(int stage, TileId tile, ReadOnlyMemory<byte> core, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StitchAsync(int stage, CancellationToken cancellationToken)
        {
            stitched();
            return Task.CompletedTask;
        }
    }
}
