using System.Buffers;
using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <summary>What a node asks for.</summary>
public abstract record NodeEffect
{
    NodeEffect()
    {
    }

    /// <summary>A call of the device; at most one is outstanding. It is answered by one <see cref="NodeEvent.Answer"/>.</summary>
    public abstract record DeviceCall : NodeEffect;

    /// <summary><see cref="IStepDevice.InitialiseAsync"/>.</summary>
    /// <param name="Stage">The stage.</param>
    /// <param name="Tiles">The node's tiles.</param>
    public sealed record Initialise(int Stage, ImmutableArray<TileId> Tiles) : DeviceCall;

    /// <summary><see cref="IStepDevice.EvaluateAsync"/>.</summary>
    /// <param name="Evaluation">From 0.</param>
    /// <param name="Tiles">A batch.</param>
    public sealed record Evaluate(int Evaluation, ImmutableArray<TileId> Tiles) : DeviceCall;

    /// <summary><see cref="IStepDevice.FuseAndStepAsync"/>; the blocks are disposed of afterwards, whatever happens.</summary>
    /// <param name="Evaluation">From 0.</param>
    /// <param name="Received">A batch.</param>
    public sealed record FuseAndStep(int Evaluation, ImmutableArray<TileBlocks> Received) : DeviceCall;

    /// <summary><see cref="IStepDevice.TakeCoreAsync"/>, and the core handed to where the stage is stitched.</summary>
    /// <param name="Stage">The stage.</param>
    /// <param name="Tile">The tile.</param>
    public sealed record TakeCore(int Stage, TileId Tile) : DeviceCall;

    /// <summary>Cancel the outstanding call. It is still answered.</summary>
    public sealed record CancelCall : NodeEffect;

    /// <summary>Accept predictions of this epoch alone from now on.</summary>
    /// <param name="Epoch">The epoch.</param>
    /// <param name="Credits">By sending node: how many of its predictions may be on the way at a time.</param>
    public sealed record OpenLinks(Epoch Epoch, ImmutableArray<int> Credits) : NodeEffect;

    /// <summary>Send predictions to another node, which then owns them.</summary>
    /// <param name="Node">The node.</param>
    /// <param name="Predictions">At least one, all of the same evaluation.</param>
    public sealed record Send(int Node, ImmutableArray<Prediction> Predictions) : NodeEffect;

    /// <summary>Tell the coordinator.</summary>
    /// <param name="Report">The report.</param>
    public sealed record Tell(Report Report) : NodeEffect;

    /// <summary>Dispose of a block that will not be used.</summary>
    /// <param name="Block">The block.</param>
    public sealed record Discard(IMemoryOwner<byte> Block) : NodeEffect;
}
