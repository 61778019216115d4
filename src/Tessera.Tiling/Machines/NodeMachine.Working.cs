using System.Buffers;
using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <content>Tiles at work: predictions that come and go, and the device that is called for them.</content>
public sealed partial record NodeMachine
{
    NodeMachine Receive(Prediction prediction, NodeTurn turn) => prediction switch
    {
        { Epoch: var epoch } when epoch < Epoch => Drop(prediction.Block, DropReason.LowerEpoch, turn),
        { Epoch: var epoch } when epoch == Epoch && Tiles.ContainsKey(prediction.Target) =>
            Tell(prediction.Target, new TileEvent.Received(prediction.Source, prediction.Evaluation, prediction.Block), turn),
        _ => Drop(prediction.Block, DropReason.Stranger, turn),
    };

    NodeMachine Take(NodeEvent.Answer answer, Running asked, NodeTurn turn)
    {
        switch (answer)
        {
            case NodeEvent.Initialised:
                turn.Add(new NodeEffect.Tell(new Report.Ready(Epoch)));
                return EndRestore(turn) with { Phase = NodePhase.Ready };

            case NodeEvent.Evaluated evaluated:
                return evaluated.Tiles.Aggregate(this, (node, tile) => node.Tell(tile.Tile, new TileEvent.Evaluated(tile.Blocks), turn));

            case NodeEvent.Stepped stepped:
                turn.Add(new NodeEffect.Tell(new Report.Stepped(Epoch, stepped.Evaluation, stepped.Tiles, Counters)));
                return stepped.Tiles.Aggregate(
                    Save(stepped, turn),
                    (node, tile) => node.Tell(tile, new TileEvent.Stepped(), turn));

            case NodeEvent.CoreTaken taken:
                return HandOver(taken, turn);

            case NodeEvent.Failed failed:
                return EndRestore(turn).Fail(asked, failed.Message, turn);

            default:
                throw Unexpected(answer);
        }
    }

    NodeMachine Ignore(NodeEvent.Answer answer, NodeTurn turn)
    {
        var unused = answer switch
        {
            NodeEvent.Evaluated evaluated => evaluated.Tiles.SelectMany(tile => tile.Blocks),
            NodeEvent.Stepped stepped => stepped.States.Select(state => state.Block),
            NodeEvent.CoreTaken taken => [taken.Core],
            _ => [],
        };
        foreach (var block in unused)
        {
            turn.Add(new NodeEffect.Discard(block));
        }

        return EndRestore(turn);
    }

    NodeMachine Tell(TileId tile, TileEvent happened, NodeTurn turn) => Adopt(tile, Tiles[tile].On(happened), turn);

    NodeMachine Adopt(TileId tile, (TileMachine Next, ImmutableArray<TileEffect> Effects) transition, NodeTurn turn) =>
        transition.Effects.Aggregate(
            this with { Tiles = Tiles.SetItem(tile, transition.Next) },
            (node, effect) => node.CarryOut(effect, transition.Next, turn));

    NodeMachine CarryOut(TileEffect effect, TileMachine tile, NodeTurn turn) => effect switch
    {
        TileEffect.Evaluate evaluate => Enqueue(tile, WorkKind.Evaluate, evaluate.Evaluation),
        TileEffect.FuseAndStep step => Enqueue(tile, WorkKind.FuseAndStep, step.Evaluation, step.Received),
        TileEffect.Finish => Enqueue(tile, WorkKind.TakeCore, tile.Evaluation),
        TileEffect.Send send => Send(new Prediction(Epoch, send.Evaluation, tile.Tile.Id, send.Target, send.Block), turn),
        TileEffect.Discard discard => Drop(discard.Block, discard.Reason, turn),
        _ => throw Unexpected(effect),
    };

    NodeMachine Enqueue(TileMachine tile, WorkKind kind, int evaluation, ImmutableArray<IMemoryOwner<byte>> received = default) =>
        this with { Agenda = Agenda.Add(new Work(evaluation, kind, Assignment!.IsInterior(tile.Tile), tile.Tile.Id, received)) };

    NodeMachine Send(Prediction prediction, NodeTurn turn)
    {
        var bytes = prediction.Block.Memory.Length;
        var owner = Assignment!.OwnerOf(prediction.Target);
        if (owner == Assignment.Node)
        {
            return (this with { Counters = Counters with { LocalBytes = Counters.LocalBytes + bytes } }).Receive(prediction, turn);
        }

        turn.Send(owner, prediction);
        return this with { Counters = Counters with { RemoteBytes = Counters.RemoteBytes + bytes } };
    }

    NodeMachine Drop(IMemoryOwner<byte> block, DropReason reason, NodeTurn turn)
    {
        turn.Add(new NodeEffect.Discard(block));
        return this with { Counters = Counters.Drop(reason) };
    }

    NodeMachine CallDevice(NodeTurn turn)
    {
        if (Device is not DeviceState.Free || Assignment is not { } assignment)
        {
            return this;
        }

        switch (Phase)
        {
            case NodePhase.Assigned:
                var next = Begin(assignment, turn);
                return next.Occupy(assignment.Evaluation, assignment.Tiles) with { Phase = NodePhase.Initialising };

            case NodePhase.Running when Agenda.Take(_batch, IsAllowed) is { Batch: [var first, ..] } taken:
                turn.Add(CallFor(taken.Batch, assignment.Job));
                return (this with { Agenda = taken.Left }).Occupy(first.Evaluation, [.. taken.Batch.Select(work => work.Tile)]);

            default:
                return this;
        }
    }

    NodeMachine Occupy(int evaluation, ImmutableArray<TileId> tiles) =>
        this with { Device = DeviceState.Busy, Running = new(Assignment!.Stage, evaluation, tiles) };

    /// <summary>A step may begin within the window of cuts, and while the leader speaks; what has begun goes on.</summary>
    bool IsAllowed(Work work) =>
        work.Kind is not WorkKind.Evaluate
        || work.Evaluation % Assignment!.Job.EvaluationsPerStep != 0
        || (Assignment.Job.StepOf(work.Evaluation) < Assignment.Plan.StepsAllowed(Cut) && Now - Contact < MachineLimits.ContactWithin);

    NodeEffect.DeviceCall CallFor(ImmutableArray<Work> batch, JobStage stage) => batch[0] switch
    {
        { Kind: WorkKind.Evaluate, Evaluation: var evaluation } => new NodeEffect.Evaluate(evaluation, [.. batch.Select(work => work.Tile)]),
        { Kind: WorkKind.FuseAndStep, Evaluation: var evaluation } => new NodeEffect.FuseAndStep(
            evaluation,
            [.. batch.Select(work => new TileBlocks(work.Tile, work.Received))],
            stage.EndsStep(evaluation) && Assignment!.Plan.CutsAt(stage, stage.StepOf(evaluation) + 1)),
        var core => new NodeEffect.TakeCore(core.Tile),
    };
}
