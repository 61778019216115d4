using System.Buffers;
using System.Collections.Immutable;
using Tessera.Tiling;
using Tessera.Tiling.Machines;

namespace Simulation;

/// <summary>Carries out device calls with <see cref="Denoiser"/>.</summary>
sealed class Device(World world)
{
    readonly Dictionary<TileId, ulong> _x = [];
    readonly Dictionary<TileId, ulong> _predictions = [];

    public int Stage { get; private set; }

    TilePlan Plan => world.Scenario.Plan.Stages[Stage].Plan;

    public NodeEvent.Answer Refuse(NodeEffect.DeviceCall call, string message)
    {
        DisposeOf(call);
        return new NodeEvent.Failed(message);
    }

    public NodeEvent.Answer Answer(NodeEffect.DeviceCall call)
    {
        switch (call)
        {
            case NodeEffect.Initialise initialise:
                Begin(initialise.Stage, initialise.Tiles.Select(tile => (tile, Denoiser.Noise(world.Sink.ConditionOf(initialise.Stage), tile))));
                return new NodeEvent.Initialised();

            case NodeEffect.Restore restore:
                Begin(restore.Stage, restore.States.Select(state => (state.Tile, Denoiser.FromBytes(state.Block.Memory))));
                return new NodeEvent.Initialised();

            case NodeEffect.Evaluate evaluate:
                return new NodeEvent.Evaluated([.. evaluate.Tiles.Select(tile => Evaluate(tile, evaluate.Evaluation))]);

            case NodeEffect.FuseAndStep step:
                foreach (var tile in step.Received)
                {
                    FuseAndStep(tile);
                }

                DisposeOf(call);
                ImmutableArray<TileId> tiles = [.. step.Received.Select(tile => tile.Tile)];
                return new NodeEvent.Stepped(step.Evaluation, tiles, step.Capture ? [.. tiles.Select(Capture)] : []);

            case NodeEffect.TakeCore take:
                return new NodeEvent.CoreTaken(take.Tile, Block(_x[take.Tile]));

            default:
                throw new NotSupportedException(call.GetType().Name);
        }
    }

    void Begin(int stage, IEnumerable<(TileId Tile, ulong X)> tiles)
    {
        Stage = stage;
        _x.Clear();
        foreach (var (tile, x) in tiles)
        {
            _x.Add(tile, x);
        }
    }

    TileBlocks Evaluate(TileId tile, int evaluation)
    {
        var prediction = _predictions[tile] = Denoiser.Predict(_x[tile], tile, evaluation);
        return new(tile, [.. Plan[tile].Neighbours.Select(neighbour => Block(Denoiser.Packed(prediction, neighbour.Tile)))]);
    }

    void FuseAndStep(TileBlocks tile)
    {
        var fused = _predictions[tile.Tile];
        for (var slot = 0; slot < tile.Blocks.Length; slot++)
        {
            var received = Denoiser.FromBytes(tile.Blocks[slot].Memory);
            fused = Denoiser.Fuse(fused, received);
            if (world.Bug is PlantedBug.AppliedTwice && world.Network.CameTwice(received))
            {
                fused = Denoiser.Fuse(fused, received);
            }
        }

        _x[tile.Tile] = Denoiser.Step(_x[tile.Tile], fused);
    }

    TileState Capture(TileId tile) => new(tile, Denoiser.DigestOf(_x[tile]), Block(_x[tile]));

    IMemoryOwner<byte> Block(ulong value) => world.Blocks.Make(Denoiser.ToBytes(value));

    static void DisposeOf(NodeEffect.DeviceCall call)
    {
        if (call is NodeEffect.FuseAndStep step)
        {
            foreach (var block in step.Received.SelectMany(tile => tile.Blocks))
            {
                block.Dispose();
            }
        }
    }
}
