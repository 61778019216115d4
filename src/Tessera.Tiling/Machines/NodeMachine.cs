using System.Buffers;
using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <summary>
/// One node in one job: its tiles of the current stage and epoch, and the order in which the device works on them. A value, like
/// <see cref="TileMachine"/>. Predictions between tiles of the node are delivered here; those for other nodes leave as effects.
/// The device has at most one call outstanding: a batch of tiles at the same evaluation, the least advanced first.
/// </summary>
public sealed record NodeMachine
{
    readonly JobPlan _plan;
    readonly int _batch;

    /// <summary>A node that waits for its first assignment.</summary>
    /// <param name="plan">The job.</param>
    /// <param name="batch">How many tiles a device call may have, at least 1.</param>
    public NodeMachine(JobPlan plan, int batch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        (_plan, _batch) = (plan, batch);
    }

    /// <summary>The highest epoch heard of.</summary>
    public Epoch Epoch { get; private init; }

    /// <summary>How far the node is with its assignment.</summary>
    public NodePhase Phase { get; private init; }

    /// <summary>What the node exchanged and refused since the job began.</summary>
    public ExchangeCounters Counters { get; private init; }

    /// <summary>Whether the device is free although tiles are unfinished: the node waits for others.</summary>
    public bool Waiting =>
        Phase is NodePhase.Running && Device is DeviceState.Free && Tiles.Values.Any(tile => tile.Phase is not TilePhase.Finished);

    /// <summary>The blocks that wait in inboxes and on the agenda. Whoever drops the machine disposes of them.</summary>
    public IEnumerable<IMemoryOwner<byte>> Held => Tiles.Values.SelectMany(tile => tile.Held).Concat(Agenda.Held);

    DeviceState Device { get; init; }

    /// <summary>Set unless <see cref="Phase"/> is idle.</summary>
    Assignment? Assignment { get; init; }

    ImmutableDictionary<TileId, TileMachine> Tiles { get; init; } = ImmutableDictionary<TileId, TileMachine>.Empty;

    Agenda Agenda { get; init; } = Agenda.Empty;

    /// <summary>Takes an event.</summary>
    /// <returns>The next state, and the effects in the order in which they are to be carried out.</returns>
    /// <exception cref="InvalidOperationException">An answer came that this node did not ask for.</exception>
    public (NodeMachine Next, ImmutableArray<NodeEffect> Effects) On(NodeEvent happened)
    {
        var turn = new NodeTurn();
        var next = happened switch
        {
            NodeEvent.Told told => told.Order.Epoch < Epoch ? this : Obey(told.Order, turn),
            NodeEvent.Received received => received.Predictions.Aggregate(this, (node, prediction) => node.Receive(prediction, turn)),
            NodeEvent.Answer answer => Device switch
            {
                DeviceState.Busy => (this with { Device = DeviceState.Free }).Take(answer, turn),
                DeviceState.Abandoned => (this with { Device = DeviceState.Free }).Ignore(answer, turn),
                _ => throw Unexpected(happened),
            },
            _ => throw Unexpected(happened),
        };
        next = next.CallDevice(turn);
        return (next, turn.Effects());
    }

    NodeMachine Obey(Order order, NodeTurn turn) => order switch
    {
        Order.Assign assign when assign.Epoch > Epoch => Halt(turn).Assign(assign, turn),
        Order.Begin when order.Epoch == Epoch && Phase is NodePhase.Ready => this with { Phase = NodePhase.Running },
        Order.Stop => Halt(turn) with { Epoch = order.Epoch },
        _ => this,
    };

    NodeMachine Assign(Order.Assign order, NodeTurn turn)
    {
        var assignment = Assignment.Of(_plan, order);
        turn.Add(new NodeEffect.OpenLinks(order.Epoch, assignment.Credits()));
        return assignment.Tiles.Aggregate(
            this with { Epoch = order.Epoch, Phase = NodePhase.Assigned, Assignment = assignment },
            (node, tile) => node.Adopt(tile, TileMachine.Start(assignment.Job.Plan[tile], assignment.Job.Evaluations), turn));
    }

    /// <summary>Drops the assignment: blocks are discarded, and the device's answer will be ignored.</summary>
    NodeMachine Halt(NodeTurn turn)
    {
        foreach (var block in Held)
        {
            turn.Add(new NodeEffect.Discard(block));
        }

        if (Device is DeviceState.Busy)
        {
            turn.Add(new NodeEffect.CancelCall());
        }

        return this with
        {
            Phase = NodePhase.Idle,
            Device = Device is DeviceState.Free ? DeviceState.Free : DeviceState.Abandoned,
            Assignment = null,
            Tiles = Tiles.Clear(),
            Agenda = Agenda.Empty,
        };
    }

    NodeMachine Receive(Prediction prediction, NodeTurn turn) => prediction switch
    {
        { Epoch: var epoch } when epoch < Epoch => Drop(prediction.Block, DropReason.LowerEpoch, turn),
        { Epoch: var epoch } when epoch == Epoch && Tiles.ContainsKey(prediction.Target) =>
            Tell(prediction.Target, new TileEvent.Received(prediction.Source, prediction.Evaluation, prediction.Block), turn),
        _ => Drop(prediction.Block, DropReason.Stranger, turn),
    };

    NodeMachine Take(NodeEvent.Answer answer, NodeTurn turn)
    {
        switch (answer)
        {
            case NodeEvent.Initialised:
                turn.Add(new NodeEffect.Tell(new Report.Ready(Epoch)));
                return this with { Phase = NodePhase.Ready };

            case NodeEvent.Evaluated evaluated:
                return evaluated.Tiles.Aggregate(this, (node, tile) => node.Tell(tile.Tile, new TileEvent.Evaluated(tile.Blocks), turn));

            case NodeEvent.Stepped stepped:
                turn.Add(new NodeEffect.Tell(new Report.Stepped(Epoch, stepped.Evaluation, stepped.Tiles, Counters)));
                return stepped.Tiles.Aggregate(this, (node, tile) => node.Tell(tile, new TileEvent.Stepped(), turn));

            case NodeEvent.CoreTaken taken:
                turn.Add(new NodeEffect.Tell(new Report.Finished(Epoch, taken.Tile)));
                return this;

            case NodeEvent.Failed failed:
                turn.Add(new NodeEffect.Tell(new Report.Failed(Epoch, failed.Message)));
                return Halt(turn);

            default:
                throw Unexpected(answer);
        }
    }

    NodeMachine Ignore(NodeEvent.Answer answer, NodeTurn turn)
    {
        if (answer is NodeEvent.Evaluated evaluated)
        {
            foreach (var block in evaluated.Tiles.SelectMany(tile => tile.Blocks))
            {
                turn.Add(new NodeEffect.Discard(block));
            }
        }

        return this;
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
        if (Device is not DeviceState.Free)
        {
            return this;
        }

        switch (Phase)
        {
            case NodePhase.Assigned:
                turn.Add(new NodeEffect.Initialise(Assignment!.Stage, Assignment.Tiles));
                return this with { Phase = NodePhase.Initialising, Device = DeviceState.Busy };

            case NodePhase.Running when !Agenda.IsEmpty:
                var (left, batch) = Agenda.Take(_batch);
                turn.Add(CallFor(batch));
                return this with { Device = DeviceState.Busy, Agenda = left };

            default:
                return this;
        }
    }

    NodeEffect.DeviceCall CallFor(ImmutableArray<Work> batch) => batch[0].Kind switch
    {
        WorkKind.Evaluate => new NodeEffect.Evaluate(batch[0].Evaluation, [.. batch.Select(work => work.Tile)]),
        WorkKind.FuseAndStep =>
            new NodeEffect.FuseAndStep(batch[0].Evaluation, [.. batch.Select(work => new TileBlocks(work.Tile, work.Received))]),
        _ => new NodeEffect.TakeCore(Assignment!.Stage, batch[0].Tile),
    };

    InvalidOperationException Unexpected(object what) => new($"A node that is {Phase} in {Epoch} cannot take {what.GetType().Name}.");
}
