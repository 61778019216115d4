using Tessera.Tiling;
using Tessera.Tiling.Machines;
using Tessera.Tiling.Tests.Machines;

namespace Tessera.Cluster.Tests;

/// <summary>Nodes whose job has cuts, with real files: they store each, and go on from one.</summary>
public sealed class StoringTests : IDisposable
{
    const int Largest = 1 << 20;

    readonly string _folder = Directory.CreateTempSubdirectory("tessera-storing-").FullName;
    readonly BlockLedger _blocks = new();

    NodeJob Open(JobPlan plan, HashSink sink) => new(
        plan, new HashDevice(plan, sink, _blocks, new Limits().BatchTiles), sink, new TileFiles(Path.Combine(_folder, "job"), Largest));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    public async Task Job_with_cuts_has_the_picture_of_one_without(int nodes, int every)
    {
        var plan = Jobs.ThreeStages(Jobs.Heun) with { CutEvery = every };
        var sink = new HashSink(plan);
        var network = new InProcessNetwork(new Limits());
        var seams = Enumerable.Range(0, nodes).Select(node => network.Join($"node-{node}")).ToList();
        var links = InProcessLinks.Connect([.. seams.Select(seam => seam.Self)]);
        using var seam = network.Join("coordinator");
        var coordinator = new CoordinatorShell(plan, [.. seams.Select(node => node.Self)], sink, seam, progress: null, new Limits(), TimeProvider.System);
        var shells = seams.Zip(links, (node, link) =>
            new NodeShell(_ => Open(plan, sink), node, link, new Limits(), TimeProvider.System));

        await Together.RunAsync([coordinator.RunAsync, .. shells.Select(shell => (Func<CancellationToken, Task>)shell.RunAsync)], CancellationToken.None);

        links.Concat<IDisposable>(seams).ToList().ForEach(end => end.Dispose());
        sink.Digest.ShouldBe(Jobs.Expected(plan));
        _blocks.Alive.ShouldBe(0);
    }

    [Fact]
    public async Task Node_goes_on_from_files_that_another_has_stored()
    {
        var plan = Jobs.OneStage(steps: 3) with { CutEvery = 1 };
        var cut = new CutName(new(1), 2);
        var stored = await LeadAsync(plan, new HashSink(plan), new Order.Assign(cut.Epoch, 0, 0, Jobs.Workers(1)));
        var tiles = plan.Stages[0].Plan.Tiles.Select(tile => tile.Id);

        var sink = new HashSink(plan);
        var rewind = new Rewind(cut, [.. tiles.Select(tile => stored[(cut.Step, tile)])]);
        var storedLater = await LeadAsync(plan, sink, new Order.Assign(new(2), 0, 0, Jobs.Workers(1), rewind));

        await sink.StitchAsync(0, CancellationToken.None);
        sink.Digest.ShouldBe(Jobs.Expected(plan));
        storedLater.Keys.Select(key => key.Step).Distinct().ShouldBe([3]);
        _blocks.Alive.ShouldBe(0);
    }

    [Fact]
    public async Task Node_says_which_file_it_cannot_read()
    {
        var plan = Jobs.OneStage(rows: 1, columns: 1) with { CutEvery = 1 };
        var rewind = new Rewind(new(new(1), 2), [new(7)]);

        var failure = await Should.ThrowAsync<InvalidDataException>(
            LeadAsync(plan, new HashSink(plan), new Order.Assign(new(2), 0, 0, Jobs.Workers(1), rewind)));

        failure.Message.ShouldEndWith("0.state is missing");
    }

    /// <summary>Has one node work on a stage to its end, and gives what it stored. Throws what the node cannot read.</summary>
    async Task<Dictionary<(int Step, TileId Tile), Digest>> LeadAsync(JobPlan plan, HashSink sink, Order.Assign assign)
    {
        var network = new InProcessNetwork(new Limits());
        using var leader = network.Join("leader");
        using var seam = network.Join("node-0");
        using var links = InProcessLinks.Connect([assign.Workers[0].Member])[0];
        var node = new NodeShell(_ => Open(plan, sink), seam, links, new Limits(), TimeProvider.System);
        var stored = new Dictionary<(int Step, TileId Tile), Digest>();
        await Together.RunAsync([HearAsync, node.RunAsync], CancellationToken.None);
        return stored;

        async Task HearAsync(CancellationToken token)
        {
            var (tiles, finished) = (plan.Stages[assign.Stage].Plan.Tiles.Length, 0);
            Tell(assign);
            await foreach (var signal in leader.Signals.ReadAllAsync(token))
            {
                if (!ControlCodec.TryDecode(signal, out _, out var message))
                {
                    continue;
                }

                switch (message.Report)
                {
                    case Report.Ready:
                        Tell(new Order.Proceed(assign.Epoch, assign.From?.Cut.Step ?? 0));
                        break;
                    case Report.Stored report:
                        report.Tiles.ToList().ForEach(tile => stored[(report.Step, tile.Tile)] = tile.Digest);
                        if (stored.Keys.Count(key => key.Step == report.Step) == tiles)
                        {
                            Tell(new Order.Proceed(assign.Epoch, report.Step));
                        }

                        break;
                    case Report.Finished report:
                        finished += report.Tiles.Length;
                        break;
                    case Report.Unreadable unreadable:
                        throw new InvalidDataException(unreadable.Message);
                }

                if (finished == tiles && stored.Keys.Count(key => key.Step == plan.Stages[assign.Stage].Steps) == tiles)
                {
                    return;
                }
            }
        }

        void Tell(Order order) => leader.TrySend(seam.Self, ControlCodec.Encode(new(order))).ShouldBeTrue();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
