using System.Collections.Concurrent;
using System.Collections.Immutable;
using Tessera.Tiling;
using Tessera.Tiling.Machines;
using Tessera.Tiling.Tests.Machines;

namespace Tessera.Cluster.Tests;

public sealed class LocalClusterTests
{
    [Theory]
    [InlineData(CoherenceMode.Isolated, Jobs.Euler)]
    [InlineData(CoherenceMode.Halo, Jobs.Heun)]
    [InlineData(CoherenceMode.Fuse, Jobs.Euler)]
    public async Task Picture_is_the_same_on_any_number_of_nodes(CoherenceMode mode, int sampler)
    {
        var plan = Jobs.OneStage(mode, sampler);
        var expected = Jobs.Expected(plan);
        foreach (var nodes in (int[])[1, 2, 3, 5])
        {
            foreach (var batch in (int[])[1, 3, 100])
            {
                (await new Cluster(plan, nodes) { Limits = new() { BatchTiles = batch } }.RunAsync()).ShouldBe(expected);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(20)]
    public async Task Picture_is_the_same_in_stages(int nodes)
    {
        var plan = Jobs.ThreeStages(Jobs.Heun);

        (await new Cluster(plan, nodes).RunAsync()).ShouldBe(Jobs.Expected(plan));
    }

    [Fact]
    public async Task Picture_is_the_same_in_the_484_tiles_of_the_largest_default_stage()
    {
        var plan = new JobPlan([new JobStage(TilePlan.Create(new() { Canvas = new(1, 256, 256) }), 2, Jobs.Euler)]);

        (await new Cluster(plan, 3).RunAsync()).ShouldBe(Jobs.Expected(plan));
    }

    [Fact]
    public async Task Mailbox_of_one_event_is_enough()
    {
        var plan = Jobs.ThreeStages();

        (await new Cluster(plan, 3) { Limits = new() { BatchTiles = 2, Mailbox = 1 } }.RunAsync()).ShouldBe(Jobs.Expected(plan));
    }

    [Fact]
    public async Task Result_counts_bytes_and_times_each_stage()
    {
        var cluster = new Cluster(Jobs.ThreeStages(), 2);
        await cluster.RunAsync();

        var bytes = cluster.Plan.Stages.Sum(stage =>
            stage.Evaluations * sizeof(ulong) * stage.Plan.Tiles.Sum(tile => tile.Neighbours.Sum(neighbour => neighbour.Sent.Volume)));
        var exchange = cluster.Result!.Exchange;
        exchange.RemoteBytes.ShouldBeGreaterThan(0);
        (exchange.LocalBytes + exchange.RemoteBytes, exchange.Dropped).ShouldBe((bytes, 0));
        cluster.Result.Stages.Length.ShouldBe(3);
        cluster.Result.Stages.ShouldAllBe(stage => stage.Denoise > TimeSpan.Zero && stage.Stitch >= TimeSpan.Zero);
    }

    [Fact]
    public async Task Progress_is_shown_in_order_from_the_first_assignment_to_the_end()
    {
        var cluster = new Cluster(Jobs.ThreeStages(), 3);
        await cluster.RunAsync();

        var shown = cluster.Shown.ToList();
        (shown[0].Phase, shown[0].Stage, shown[0].Fraction).ShouldBe((JobPhase.Preparing, 0, 0));
        (shown[^1].Phase, shown[^1].Stage, shown[^1].Fraction).ShouldBe((JobPhase.Ended, 2, 1));
        shown.Zip(shown.Skip(1)).ShouldAllBe(pair => pair.First.EvaluationsDone <= pair.Second.EvaluationsDone);
    }

    [Theory]
    [InlineData("Initialise")]
    [InlineData("Evaluate")]
    [InlineData("FuseAndStep")]
    [InlineData("TakeCore")]
    public async Task Exception_of_a_device_ends_the_job_with_its_message(string call)
    {
        var cluster = new Cluster(Jobs.OneStage(), 3)
        {
            Before = (node, name, _) => node == 1 && name == call ? throw new IOException($"{name} broke\nbadly") : Task.CompletedTask,
        };

        var thrown = await Should.ThrowAsync<JobFailedException>(cluster.RunAsync());

        thrown.Message.ShouldBe($"{call} broke badly");
        thrown.InnerException.ShouldBeOfType<IOException>();
    }

    [Fact]
    public async Task Exception_of_the_sink_ends_the_job_with_its_message()
    {
        foreach (var call in (string[])["Accept", "Stitch"])
        {
            var cluster = new Cluster(Jobs.ThreeStages(), 2) { BeforeSink = (name, _) => name == call ? throw new IOException($"{name}: full") : Task.CompletedTask };

            var thrown = await Should.ThrowAsync<JobFailedException>(cluster.RunAsync());

            thrown.Message.ShouldBe($"{call}: full");
            thrown.InnerException.ShouldBeOfType<IOException>();
        }
    }

    [Fact]
    public async Task Device_that_packs_too_few_blocks_ends_the_job()
    {
        var cluster = new Cluster(Jobs.OneStage(), 2) { Wrap = device => new Forgetful(device) };

        var thrown = await Should.ThrowAsync<JobFailedException>(cluster.RunAsync(checkBlocks: false));

        thrown.Message.ShouldContain("packed");
    }

    [Fact]
    public async Task Exception_of_the_progress_handler_ends_the_job()
    {
        var cluster = new Cluster(Jobs.OneStage(), 2) { Show = progress => { if (progress.Step == 1) { throw new IOException("terminal is gone"); } } };

        (await Should.ThrowAsync<JobFailedException>(cluster.RunAsync())).Message.ShouldBe("terminal is gone");
    }

    [Theory]
    [InlineData("Initialise")]
    [InlineData("Evaluate")]
    [InlineData("FuseAndStep")]
    [InlineData("TakeCore")]
    public async Task Job_cancelled_within_a_device_call_ends(string call)
    {
        using var cancellation = new CancellationTokenSource();
        var reached = new TaskCompletionSource();
        var cluster = new Cluster(Jobs.ThreeStages(), 3)
        {
            // Node 2 has no tile in the first stage, and is busy for ever in a later one.
            Before = (node, name, token) => node == 2 && name == call ? Forever(reached, token) : Task.CompletedTask,
        };

        var running = cluster.RunAsync(cancellation.Token);
        await reached.Task;
        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(running.WaitAsync(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task Job_cancelled_within_stitching_ends()
    {
        using var cancellation = new CancellationTokenSource();
        var reached = new TaskCompletionSource();
        var cluster = new Cluster(Jobs.ThreeStages(), 3)
        {
            BeforeSink = (name, token) => name == "Stitch" ? Forever(reached, token) : Task.CompletedTask,
        };

        var running = cluster.RunAsync(cancellation.Token);
        await reached.Task;
        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(running.WaitAsync(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task Job_cancelled_before_it_begins_does_not_begin() =>
        await Should.ThrowAsync<OperationCanceledException>(new Cluster(Jobs.OneStage(), 2).RunAsync(new CancellationToken(canceled: true)));

    static async Task Forever(TaskCompletionSource reached, CancellationToken token)
    {
        reached.TrySetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
    }

    sealed class Cluster(JobPlan plan, int nodes) : IProgress<JobProgress>, IStageSink
    {
        readonly BlockLedger _blocks = new();
        readonly HashSink _sink = new(plan);

        public JobPlan Plan => plan;

        public Limits Limits { get; init; } = new();

        public Func<int, string, CancellationToken, Task> Before { get; init; } = (_, _, _) => Task.CompletedTask;

        public Func<string, CancellationToken, Task> BeforeSink { get; init; } = (_, _) => Task.CompletedTask;

        public Func<IStepDevice, IStepDevice> Wrap { get; init; } = device => device;

        public Action<JobProgress> Show { get; init; } = _ => { };

        public ConcurrentQueue<JobProgress> Shown { get; } = [];

        public JobResult? Result { get; private set; }

        /// <summary>Runs the job, and gives the picture. However it ends, no block may be left.</summary>
        public async Task<ulong> RunAsync(CancellationToken cancellationToken = default, bool checkBlocks = true)
        {
            try
            {
                var devices = Enumerable.Range(0, nodes).Select(Device).ToList();
                Result = await LocalCluster.RunAsync(plan, devices, this, Limits, this, TimeProvider.System, cancellationToken);
                return _sink.Digest;
            }
            finally
            {
                (checkBlocks ? _blocks.Alive : 0).ShouldBe(0);
            }
        }

        public void Report(JobProgress value)
        {
            Shown.Enqueue(value);
            Show(value);
        }

        public async Task AcceptAsync(int stage, TileId tile, ReadOnlyMemory<byte> core, CancellationToken cancellationToken)
        {
            await BeforeSink("Accept", cancellationToken);
            await _sink.AcceptAsync(stage, tile, core, cancellationToken);
        }

        public async Task StitchAsync(int stage, CancellationToken cancellationToken)
        {
            await BeforeSink("Stitch", cancellationToken);
            await _sink.StitchAsync(stage, cancellationToken);
        }

        IStepDevice Device(int node) => Wrap(new HashDevice(plan, _sink, _blocks, Limits.BatchTiles)
        {
            Before = async (name, token) =>
            {
                // Really elsewhere, as a device thread is.
                await Task.Yield();
                await Before(node, name, token);
            },
        });
    }

    sealed class Forgetful(IStepDevice device) : IStepDevice
    {
        public Task InitialiseAsync(int stage, ImmutableArray<TileId> tiles, CancellationToken cancellationToken) =>
            device.InitialiseAsync(stage, tiles, cancellationToken);

        public Task RestoreAsync(int stage, int step, ImmutableArray<TileState> states, CancellationToken cancellationToken) =>
            device.RestoreAsync(stage, step, states, cancellationToken);

        public Task<ImmutableArray<System.Buffers.IMemoryOwner<byte>>> CaptureAsync(ImmutableArray<TileId> tiles, CancellationToken cancellationToken) =>
            device.CaptureAsync(tiles, cancellationToken);

        public async Task<ImmutableArray<TileBlocks>> EvaluateAsync(
            int evaluation, ImmutableArray<TileId> tiles, CancellationToken cancellationToken)
        {
            var evaluated = await device.EvaluateAsync(evaluation, tiles, cancellationToken);
            return [.. evaluated.Select(tile => tile with { Blocks = tile.Blocks[1..] })];
        }

        public Task FuseAndStepAsync(int evaluation, ImmutableArray<TileBlocks> received, CancellationToken cancellationToken) =>
            device.FuseAndStepAsync(evaluation, received, cancellationToken);

        public Task<System.Buffers.IMemoryOwner<byte>> TakeCoreAsync(TileId tile, CancellationToken cancellationToken) =>
            device.TakeCoreAsync(tile, cancellationToken);
    }
}
