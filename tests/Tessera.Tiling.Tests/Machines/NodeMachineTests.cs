using System.Collections.Immutable;
using Tessera.Tiling.Machines;

namespace Tessera.Tiling.Tests.Machines;

public sealed class NodeMachineTests
{
    static readonly Epoch First = new(1);

    readonly BlockLedger _blocks = new();

    // 3 x 4 tiles; two nodes own the left and the right half.
    readonly JobPlan _plan = Jobs.OneStage(steps: 2);

    [Fact]
    public void Assignment_opens_links_with_two_predictions_of_credit_for_each_edge_and_initialises_the_device()
    {
        var (_, effects) = Assigned(node: 0, nodes: 2);

        var placement = Placement.Create(Stage.Plan, 2);
        var edges = placement.TilesOf[0].Sum(tile => Stage.Plan[tile].Neighbours.Count(other => placement.NodeOf[other.Tile.Value] == 1));
        effects.OfType<NodeEffect.OpenLinks>().Single().Credits.ShouldBe([0, 2 * edges]);
        effects.OfType<NodeEffect.Initialise>().Single().Tiles.ShouldBe(placement.TilesOf[0]);
    }

    [Fact]
    public void Node_says_when_it_is_ready_and_begins_when_all_are()
    {
        var (node, _) = Assigned(node: 0, nodes: 2);
        (node, var effects) = node.On(new NodeEvent.Initialised());
        effects.ShouldBe([new NodeEffect.Tell(new Report.Ready(First))]);

        (node, effects) = node.On(new NodeEvent.Told(new Order.Proceed(First)));
        node.Phase.ShouldBe(NodePhase.Running);
        effects.Single().ShouldBeOfType<NodeEffect.Evaluate>();
    }

    [Fact]
    public void Least_advanced_tiles_come_first_in_batches_of_one_evaluation_and_those_with_neighbours_elsewhere_before_the_rest()
    {
        var (node, effects) = Begun(node: 0, nodes: 2, batch: 4);
        var placement = Placement.Create(Stage.Plan, 2);
        var outer = placement.TilesOf[0].Where(tile => Stage.Plan[tile].Neighbours.Any(other => placement.NodeOf[other.Tile.Value] != 0)).ToList();

        // All six evaluate before any step, although two tiles at the left have all they need.
        var first = effects.Single().ShouldBeOfType<NodeEffect.Evaluate>();
        first.Tiles.Length.ShouldBe(4);
        first.Tiles.Take(outer.Count).ShouldBe(outer);
        (node, effects) = node.On(Evaluated(first));
        var second = effects.OfType<NodeEffect.Evaluate>().Single();
        second.Tiles.Length.ShouldBe(2);
        first.Tiles.Concat(second.Tiles).ShouldBe(placement.TilesOf[0], ignoreOrder: true);

        (node, effects) = node.On(Evaluated(second));
        var step = effects.OfType<NodeEffect.FuseAndStep>().Single();
        step.Received.Select(tile => tile.Tile).ShouldBe(placement.TilesOf[0].Except(outer));
        (node, effects) = node.On(Stepped(step));
        effects.OfType<NodeEffect.Evaluate>().Single().Evaluation.ShouldBe(1);
        node.Idle.ShouldBe(NodeIdle.Busy);
    }

    [Fact]
    public void Predictions_for_another_node_leave_together()
    {
        var (node, effects) = Begun(node: 0, nodes: 2, batch: 100);
        (node, effects) = node.On(Evaluated(effects.OfType<NodeEffect.Evaluate>().Single()));

        var placement = Placement.Create(Stage.Plan, 2);
        var send = effects.OfType<NodeEffect.Send>().Single();
        (send.Node, effects[0]).ShouldBe((1, send));
        send.Predictions.ShouldAllBe(prediction => placement.NodeOf[prediction.Target.Value] == 1 && placement.NodeOf[prediction.Source.Value] == 0);
        node.Counters.RemoteBytes.ShouldBe(send.Predictions.Sum(prediction => prediction.Block.Memory.Length));
        node.Counters.LocalBytes.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Node_waits_when_only_other_nodes_can_help()
    {
        var (node, effects) = Begun(node: 0, nodes: 2, batch: 100);
        while (effects.OfType<NodeEffect.DeviceCall>().SingleOrDefault() is { } call)
        {
            node.Idle.ShouldBe(NodeIdle.Busy);
            (node, effects) = node.On(call is NodeEffect.Evaluate evaluate ? Evaluated(evaluate) : Stepped((NodeEffect.FuseAndStep)call));
        }

        node.Idle.ShouldBe(NodeIdle.Neighbours);
    }

    [Fact]
    public void Predictions_of_lower_epochs_and_of_strangers_are_dropped_and_counted()
    {
        var (node, _) = Begun(node: 0, nodes: 2);
        var foreign = Placement.Create(Stage.Plan, 2).TilesOf[1][0];
        ImmutableArray<Prediction> predictions =
        [
            new(new Epoch(0), 0, foreign, new TileId(0), Block()),
            new(First.Next, 0, foreign, new TileId(0), Block()),
            new(First, 0, new TileId(0), foreign, Block()),
            new(First, 0, foreign, new TileId(-1), Block()),
            new(First, 0, new TileId(-1), new TileId(0), Block()),
        ];

        (node, var effects) = node.On(new NodeEvent.Received(predictions));

        effects.Cast<NodeEffect.Discard>().Select(discard => discard.Block).ShouldBe(predictions.Select(prediction => prediction.Block));
        (node.Counters.LowerEpoch, node.Counters.Stranger).ShouldBe((1, 4));
    }

    [Fact]
    public void Orders_of_lower_epochs_and_repeated_assignments_are_ignored()
    {
        var (node, _) = Begun(node: 0, nodes: 2);
        foreach (var order in (Order[])[new Order.Assign(First, 0, 1, Jobs.Workers(2)), new Order.Proceed(First), new Order.Proceed(First.Next)])
        {
            var (next, effects) = node.On(new NodeEvent.Told(order, _plan));
            (next, effects.Length).ShouldBe((node, 0));
        }

        foreach (var order in (Order[])[new Order.Assign(new(0), 0, 1, Jobs.Workers(2)), new Order.Stop(new Epoch(0))])
        {
            (node, var effects) = node.On(new NodeEvent.Told(order, _plan));
            (node.Phase, effects.Length).ShouldBe((NodePhase.Running, 0));
        }

        node.Refused.ShouldBe(2);
    }

    [Fact]
    public void Higher_epoch_takes_over_once_the_device_is_free_and_the_old_answer_is_ignored()
    {
        var (node, effects) = Begun(node: 0, nodes: 2);
        var call = effects.OfType<NodeEffect.Evaluate>().Single();
        var early = Block();
        node = node.On(new NodeEvent.Received([new(First, 0, Placement.Create(Stage.Plan, 2).TilesOf[1][0], call.Tiles[0], early)])).Next;

        (node, effects) = node.On(new NodeEvent.Told(new Order.Assign(First.Next, 0, 0, Jobs.Workers(1)), _plan));
        effects.ShouldContain(new NodeEffect.Discard(early));
        effects.ShouldContain(new NodeEffect.CancelCall());
        effects.ShouldNotContain(effect => effect is NodeEffect.DeviceCall);

        var answer = Evaluated(call);
        (node, effects) = node.On(answer);
        effects.OfType<NodeEffect.Discard>().Select(discard => discard.Block).ShouldBe(answer.Tiles.SelectMany(tile => tile.Blocks));
        effects.OfType<NodeEffect.Initialise>().Single().Tiles.Length.ShouldBe(Stage.Plan.Tiles.Length);
        (node.Epoch, node.Phase).ShouldBe((First.Next, NodePhase.Initialising));
    }

    [Fact]
    public void Failed_call_is_reported_and_stops_the_node()
    {
        var (node, effects) = Begun(node: 0, nodes: 2);
        var call = effects.OfType<NodeEffect.Evaluate>().Single();

        (node, effects) = node.On(new NodeEvent.Failed("it broke"));

        var report = effects.Single().ShouldBeOfType<NodeEffect.Tell>().Report.ShouldBeOfType<Report.Failed>();
        (report.Epoch, report.Message, report.Running.Evaluation).ShouldBe((First, "it broke", 0));
        report.Running.Tiles.ShouldBe(call.Tiles);
        node.Phase.ShouldBe(NodePhase.Idle);
        Should.Throw<InvalidOperationException>(() => node.On(new NodeEvent.Failed("again")));
    }

    JobStage Stage => _plan.Stages[0];

    (NodeMachine Node, ImmutableArray<NodeEffect> Effects) Assigned(int node, int nodes, int batch = 4) =>
        new NodeMachine(batch).On(new NodeEvent.Told(new Order.Assign(First, 0, node, Jobs.Workers(nodes)), _plan));

    (NodeMachine Node, ImmutableArray<NodeEffect> Effects) Begun(int node, int nodes, int batch = 4) =>
        Assigned(node, nodes, batch).Node.On(new NodeEvent.Initialised()).Next.On(new NodeEvent.Told(new Order.Proceed(First)));

    NodeEvent.Evaluated Evaluated(NodeEffect.Evaluate call) =>
        new([.. call.Tiles.Select(tile => new TileBlocks(tile, [.. Stage.Plan[tile].Neighbours.Select(_ => Block())]))]);

    static NodeEvent.Stepped Stepped(NodeEffect.FuseAndStep call) => new(call.Evaluation, [.. call.Received.Select(tile => tile.Tile)], []);

    System.Buffers.IMemoryOwner<byte> Block() => _blocks.Make([1, 2, 3]);
}
