using System.Buffers;
using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <summary>
/// One node, in one job after another: its tiles of the current stage and epoch, and the order in which the device works on them. A value,
/// like <see cref="TileMachine"/>. Predictions between tiles of the node are delivered here; those for other nodes leave as effects.
/// The device has at most one call outstanding: a batch of tiles at the same evaluation, the least advanced first. No tile begins a step
/// that is too far beyond the last complete cut, or while the leader is silent.
/// </summary>
public sealed partial record NodeMachine
{
    readonly int _batch;

    /// <summary>A node that waits for its first assignment.</summary>
    /// <param name="batch">How many tiles a device call may have, at least 1.</param>
    public NodeMachine(int batch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        _batch = batch;
    }

    /// <summary>The highest epoch heard of.</summary>
    public Epoch Epoch { get; private init; }

    /// <summary>How far the node is with its assignment.</summary>
    public NodePhase Phase { get; private init; }

    /// <summary>What the node exchanged and refused since its process began.</summary>
    public ExchangeCounters Counters { get; private init; }

    /// <summary>How many orders of ended ownerships were refused.</summary>
    public long Refused { get; private init; }

    /// <summary>The node's speed beside others', above 0.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Where the node's links listen; empty where links need no address.</summary>
    public string Address { get; init; } = "";

    /// <summary>Why the device has nothing to do, if it has not.</summary>
    public NodeIdle Idle => (Device, Phase) switch
    {
        (not DeviceState.Free, _) => NodeIdle.Busy,
        (_, NodePhase.Loading) => NodeIdle.Loading,
        (_, NodePhase.Ready) => NodeIdle.Ready,
        (_, NodePhase.Running) when Tiles.Values.All(tile => tile.Phase is TilePhase.Finished) => NodeIdle.Finished,
        (_, NodePhase.Running) => Agenda.IsEmpty ? NodeIdle.Neighbours : NodeIdle.Leader,
        _ => Complaint is null ? NodeIdle.Unassigned : NodeIdle.Stopped,
    };

    /// <summary>The blocks that wait in inboxes, on the agenda, and as states and cores. Whoever drops the machine disposes of them.</summary>
    public IEnumerable<IMemoryOwner<byte>> Held =>
        Tiles.Values.SelectMany(tile => tile.Held).Concat(Agenda.Held).Concat(States.Held).Concat(Cores.Held);

    /// <summary>Bytes that the node has for tiles; 0 when nobody counts them.</summary>
    public long Memory { get; init; }

    /// <summary>Instruction set, library versions and kind of device: nodes that round alike say the same.</summary>
    public string Numerics { get; init; } = "";

    /// <summary>The nodes of its epoch that it has to exchange predictions with, and cannot at present.</summary>
    public ImmutableArray<Member> Unlinked { get; init; } = [];

    /// <summary>Whether the node wants to be rid of its tiles, and to get no others; it is when it is idle.</summary>
    public bool IsLeaving { get; init; }

    DeviceState Device { get; init; }

    /// <summary>What the device is busy with; null when it is free, or busy with what nobody wants any more.</summary>
    Running? Running { get; init; }

    /// <summary>Set unless <see cref="Phase"/> is idle.</summary>
    Assignment? Assignment { get; init; }

    ImmutableDictionary<TileId, TileMachine> Tiles { get; init; } = ImmutableDictionary<TileId, TileMachine>.Empty;

    Agenda Agenda { get; init; } = Agenda.Empty;

    TimeSpan Now { get; init; }

    /// <summary>When the leader is last known to have led, by our clock.</summary>
    TimeSpan Contact { get; init; }

    /// <summary>Why the assignment cannot be carried out, if so; repeated until there is another.</summary>
    Report? Complaint { get; init; }

    /// <summary>Takes an event.</summary>
    /// <returns>The next state, and the effects in the order in which they are to be carried out.</returns>
    /// <exception cref="InvalidOperationException">An answer came that this node did not ask for.</exception>
    public (NodeMachine Next, ImmutableArray<NodeEffect> Effects) On(NodeEvent happened)
    {
        var turn = new NodeTurn();
        var next = happened switch
        {
            NodeEvent.Told told => told.Order.Epoch < Epoch ? this with { Refused = Refused + 1 } : Obey(told.Order, told.Plan, turn),
            NodeEvent.Received received => received.Predictions.Aggregate(this, (node, prediction) => node.Receive(prediction, turn)),
            NodeEvent.Tick tick => (this with { Now = tick.Now }).Beat(turn),
            NodeEvent.Answer answer => Device switch
            {
                DeviceState.Busy => (this with { Device = DeviceState.Free, Running = null }).Take(answer, Running!, turn),
                DeviceState.Abandoned => (this with { Device = DeviceState.Free }).Ignore(answer, turn),
                _ => throw Unexpected(happened),
            },
            _ => TakeStored(happened, turn),
        };
        next = next.CallDevice(turn);
        return (next, turn.Effects());
    }

    NodeMachine Obey(Order order, JobPlan? plan, NodeTurn turn)
    {
        return order switch
        {
            Order.Assign assign when assign.Epoch > Epoch => Halt(turn).Assign(assign, plan!, turn),
            Order.Proceed proceed when proceed.Epoch == Epoch && Phase is NodePhase.Ready or NodePhase.Running =>
                (this with { Phase = NodePhase.Running, Contact = Now - proceed.Age > Contact ? Now - proceed.Age : Contact }).Trim(proceed, turn),
            Order.Stop => Halt(turn).Forget(turn) with { Epoch = order.Epoch },
            _ => this,
        };
    }

    NodeMachine Assign(Order.Assign order, JobPlan plan, NodeTurn turn)
    {
        var assignment = Assignment.Of(plan, order);
        turn.Add(new NodeEffect.OpenLinks(order.Epoch, order.Workers, assignment.Credits()));
        var next = this with { Epoch = order.Epoch, Phase = NodePhase.Assigned, Assignment = assignment, Cut = assignment.Step, Contact = Now };
        return assignment.Tiles.Aggregate(next, (node, tile) => node.Adopt(
            tile,
            TileMachine.Start(assignment.Job.Plan[tile], assignment.Job.Evaluations, assignment.Evaluation),
            turn)).Fetch(turn);
    }

    /// <summary>
    /// Drops the assignment: blocks are discarded, and the device's answer will be ignored. States stay until it is known which are of use.
    /// </summary>
    NodeMachine Halt(NodeTurn turn)
    {
        foreach (var block in Tiles.Values.SelectMany(tile => tile.Held).Concat(Agenda.Held))
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
            Running = null,
            Assignment = null,
            Tiles = Tiles.Clear(),
            Agenda = Agenda.Empty,
            Cores = Cores.Retain((_, _) => false, turn),
            Handed = Handed.Clear(),
            Missing = Missing.Clear(),
            Complaint = null,
        };
    }

    /// <summary>Stops, and tells why now and until another assignment comes.</summary>
    NodeMachine Fail(Running running, string message, NodeTurn turn) =>
        Halt(turn).Complain(new Report.Failed(Epoch, running, message), turn);

    NodeMachine Complain(Report report, NodeTurn turn)
    {
        turn.Add(new NodeEffect.Tell(report));
        return this with { Complaint = report };
    }

    InvalidOperationException Unexpected(object what) => new($"A node that is {Phase} in {Epoch} cannot take {what.GetType().Name}.");
}
