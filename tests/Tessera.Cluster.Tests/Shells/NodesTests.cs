using Tessera.Tiling.Machines;
using Tessera.Tiling.Tests.Machines;

namespace Tessera.Cluster.Tests.Shells;

/// <summary>What leaders show of nodes, and what they make of those that are to have no tiles.</summary>
public sealed class NodesTests : IAsyncLifetime
{
    const string Document = "2000"; // more steps than a test sees

    readonly ShellCluster _cluster = new(nodes: 2)
    {
        Pace = TimeSpan.FromMilliseconds(30),
        Before = (name, token) => name == "Evaluate" ? Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, token) : Task.CompletedTask,
    };

    [Fact]
    public async Task Leader_shows_its_nodes_whether_or_not_there_is_a_job_and_when_they_are_dead()
    {
        _cluster.StartLeader("leader");
        _cluster.StartNode(0);
        var (_, stop) = _cluster.StartNode(1);
        var nodes = await UntilAsync(nodes => nodes.Count == 2);
        nodes.ShouldAllBe(node => node.IsAlive && node.Job == null && node.Tiles == 0 && node.Phase == NodePhase.Idle);

        var at = (await _cluster.Store.ListNodesAsync(CancellationToken.None)).At;
        await _cluster.UntilAsync(async () => (await _cluster.Store.ListNodesAsync(CancellationToken.None)).At > at + MachineLimits.ShowNodesEvery);

        var id = await _cluster.SubmitAsync(Document);
        nodes = await UntilAsync(nodes => nodes.All(node => node.Step > 0));
        nodes.Select(node => (node.Name, node.Job, node.IsDrained)).ShouldBe([("node-0", id, false), ("node-1", id, false)]);
        nodes.Sum(node => node.Tiles).ShouldBe(ShellCluster.PlanOf(Document).Stages[0].Plan.Tiles.Length);

        await stop();
        nodes = await UntilAsync(nodes => nodes[0].IsAlive && !nodes[1].IsAlive);
        nodes[1].Job.ShouldBeNull();
        await EndAsync(id);
    }

    [Fact]
    public async Task Node_that_is_drained_gives_its_tiles_to_others_and_gets_none()
    {
        _cluster.StartLeader("leader");
        _cluster.StartNode(0);
        _cluster.StartNode(1);
        var id = await _cluster.SubmitAsync(Document);
        await UntilAsync(nodes => nodes.Count == 2 && nodes.All(node => node.Step > 0));

        await DrainAsync("node-0", isDrained: true);
        var nodes = await UntilAsync(nodes => nodes[0] is { Tiles: 0, Phase: NodePhase.Idle });
        (nodes[0].IsDrained, nodes[0].Job, nodes[1].IsDrained, nodes[1].Job).ShouldBe((true, null, false, id));
        _cluster.Log.ShouldContain(line => line.EndsWith("node-0.1 is drained", StringComparison.Ordinal));
        await EndAsync(id);
    }

    [Fact]
    public async Task Job_waits_while_all_nodes_are_drained_and_is_done_by_the_one_that_is_back()
    {
        _cluster.StartLeader("leader");
        _cluster.StartNode(0);
        _cluster.StartNode(1);
        var id = await _cluster.SubmitAsync("40");
        await UntilAsync(nodes => nodes.Count == 2 && nodes.All(node => node.Step > 0));

        await DrainAsync("node-0", isDrained: true);
        await DrainAsync("node-1", isDrained: true);
        await UntilAsync(nodes => nodes.All(node => node is { Tiles: 0, Phase: NodePhase.Idle }));
        _cluster.Log.ShouldContain(line => line.EndsWith("all nodes that could draw it are drained: it waits", StringComparison.Ordinal));
        (await _cluster.FindAsync(id)).Row.Outcome.ShouldBeNull();

        await DrainAsync("node-1", isDrained: false);
        await _cluster.UntilEndedAsync(id);
        (await _cluster.FindAsync(id)).Row.Workers.Select(worker => worker.Member.Name).ShouldBe(["node-1"]);
        _cluster.PictureOf(id).ShouldBe(Jobs.Expected(ShellCluster.PlanOf("40")));
    }

    [Fact]
    public void Node_that_says_of_itself_what_no_store_keeps_is_shown_all_the_same()
    {
        var node = NodeStatus.Of(new(new(new("a\0", 1), 2, "\ud83d", 3, "b\0c"), NodePhase.Ready, IsAlive: true), JobId.New());
        node.ShouldBe(new("a\ufffd", 1, 2, 3, "b\ufffdc", NodePhase.Ready, "\ufffd", IsAlive: true));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _cluster.DisposeAsync();
        _cluster.BlocksAlive.ShouldBe(0);
    }

    Task DrainAsync(string node, bool isDrained) => _cluster.Store.DrainAsync(node, isDrained, by: null, CancellationToken.None);

    async Task EndAsync(JobId id)
    {
        await _cluster.Store.CancelAsync(id, by: null, CancellationToken.None);
        await _cluster.UntilEndedAsync(id);
    }

    async Task<IReadOnlyList<NodeStatus>> UntilAsync(Func<IReadOnlyList<NodeStatus>, bool> condition)
    {
        IReadOnlyList<NodeStatus> nodes = [];
        await _cluster.UntilAsync(async () => (nodes = (await _cluster.Store.ListNodesAsync(CancellationToken.None)).Nodes).Count > 0 && condition(nodes));
        return nodes;
    }
}
