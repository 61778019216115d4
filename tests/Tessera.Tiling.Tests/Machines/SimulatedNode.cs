using System.Collections.Immutable;
using Tessera.Tiling.Machines;

namespace Tessera.Tiling.Tests.Machines;

/// <summary>A node machine and the device behind it. Device calls are made at once; the simulation delays their answers.</summary>
sealed class SimulatedNode(int index, JobPlan plan, int batch, HashDevice device, HashSink sink, PlantedBug bug)
{
    // For planted bugs: what arrived from other nodes, in order.
    readonly List<(TileId Source, TileId Target, Epoch Epoch, int Evaluation, byte[] Content)> _arrived = [];

    // Two evaluations from each neighbour, and cores.
    readonly int _heldAtMost = plan.Stages.Max(stage => stage.Plan.Tiles.Sum(tile => 1 + (2 * tile.Neighbours.Length)));
    bool _callIsCancelled;

    public int Index => index;

    public NodeMachine Machine { get; private set; } = new(batch);

    /// <summary>By sending node; what the node granted for the current epoch.</summary>
    public ImmutableArray<int> Credits { get; private set; } = [];

    public ImmutableArray<NodeEffect> Take(NodeEvent happened)
    {
        if (happened is NodeEvent.Received received)
        {
            _arrived.AddRange(received.Predictions.Select(p => (p.Source, p.Target, p.Epoch, p.Evaluation, p.Block.Memory.ToArray())));
        }

        (Machine, var effects) = Machine.On(happened);
        Machine.Held.Count().ShouldBeLessThanOrEqualTo(_heldAtMost);
        return effects;
    }

    public void Open(NodeEffect.OpenLinks links) => Credits = links.Credits;

    public void CancelCall() => _callIsCancelled = true;

    /// <summary>Makes a call; what is returned gives the answer when it is due.</summary>
    public Func<NodeEvent.Answer> Call(NodeEffect.DeviceCall call)
    {
        _callIsCancelled = false;
        NodeEvent.Answer answer;
        try
        {
            answer = Make(call);
        }
        catch (IOException e)
        {
            answer = new NodeEvent.Failed(e.Message);
        }

        return () => _callIsCancelled && answer is not (NodeEvent.Evaluated or NodeEvent.CoreTaken) ? new NodeEvent.Failed("cancelled") : answer;
    }

    public NodeEvent HandOver(NodeEffect.HandOver core)
    {
        sink.AcceptAsync(core.Stage, core.Tile, core.Core.Memory, default).GetAwaiter().GetResult();
        return new NodeEvent.HandedOver(core.Epoch, core.Tile);
    }

    NodeEvent.Answer Make(NodeEffect.DeviceCall call)
    {
        switch (call)
        {
            case NodeEffect.Initialise initialise:
                device.InitialiseAsync(initialise.Stage, initialise.Tiles, default).GetAwaiter().GetResult();
                return new NodeEvent.Initialised();

            case NodeEffect.Evaluate evaluate:
                return new NodeEvent.Evaluated(device.EvaluateAsync(evaluate.Evaluation, evaluate.Tiles, default).GetAwaiter().GetResult());

            case NodeEffect.FuseAndStep step:
                FuseAndStep(step);
                return new NodeEvent.Stepped(step.Evaluation, [.. step.Received.Select(tile => tile.Tile)], []);

            case NodeEffect.TakeCore take:
                return new NodeEvent.CoreTaken(take.Tile, device.TakeCoreAsync(take.Tile, default).GetAwaiter().GetResult());

            default:
                throw new NotSupportedException(call.GetType().Name);
        }
    }

    void FuseAndStep(NodeEffect.FuseAndStep step)
    {
        try
        {
            if (bug is PlantedBug.None)
            {
                device.FuseAndStepAsync(step.Evaluation, step.Received, default).GetAwaiter().GetResult();
                return;
            }

            foreach (var tile in step.Received)
            {
                device.Fuse(step.Evaluation, tile.Tile, Spoil(tile, step.Evaluation));
            }
        }
        finally
        {
            foreach (var block in step.Received.SelectMany(tile => tile.Blocks))
            {
                block.Dispose();
            }
        }
    }

    IEnumerable<(int Slot, ReadOnlyMemory<byte> Block)> Spoil(TileBlocks tile, int evaluation)
    {
        var stage = plan.Stages.Single(stage => stage.Plan.Tiles.Length > tile.Tile.Value);
        var neighbours = stage.Plan[tile.Tile].Neighbours.Select(neighbour => neighbour.Tile).ToList();
        var correct = tile.Blocks.Select((block, slot) => (Slot: slot, Block: (ReadOnlyMemory<byte>)block.Memory)).ToList();
        var arrived = _arrived.Where(message => message.Target == tile.Tile && message.Epoch == Machine.Epoch).ToList();
        var ofThis = arrived.Where(message => message.Evaluation == evaluation)
            .Select(message => (Slot: neighbours.IndexOf(message.Source), Block: new ReadOnlyMemory<byte>(message.Content)))
            .ToList();
        return bug switch
        {
            PlantedBug.AppliedTwice => [.. correct, .. ofThis.GroupBy(part => part.Slot).SelectMany(group => group.Skip(1))],
            PlantedBug.WrongEvaluation => correct.Select(part =>
                arrived.LastOrDefault(message => message.Source == neighbours[part.Slot]) is { Content: { } latest } ? (part.Slot, latest) : part),
            _ => [.. ofThis.DistinctBy(part => part.Slot), .. correct.Where(part => ofThis.All(other => other.Slot != part.Slot))],
        };
    }
}
