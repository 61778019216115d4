using System.Buffers;
using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <summary>What a tile asks for.</summary>
public abstract record TileEffect
{
    TileEffect()
    {
    }

    /// <summary>Evaluate the network on this tile; answer with <see cref="TileEvent.Evaluated"/>.</summary>
    /// <param name="Evaluation">From 0.</param>
    public sealed record Evaluate(int Evaluation) : TileEffect;

    /// <summary>Send this tile's prediction to a neighbour.</summary>
    /// <param name="Target">The neighbour.</param>
    /// <param name="Evaluation">Which evaluation it predicts.</param>
    /// <param name="Block">The part that the neighbour fuses.</param>
    public sealed record Send(TileId Target, int Evaluation, IMemoryOwner<byte> Block) : TileEffect;

    /// <summary>Fuse and make the step, dispose of the blocks; answer with <see cref="TileEvent.Stepped"/>.</summary>
    /// <param name="Evaluation">From 0.</param>
    /// <param name="Received">The block of each neighbour, in their order.</param>
    public sealed record FuseAndStep(int Evaluation, ImmutableArray<IMemoryOwner<byte>> Received) : TileEffect;

    /// <summary>The last step is made: take the core.</summary>
    public sealed record Finish : TileEffect;

    /// <summary>Dispose of a prediction that must not be used.</summary>
    /// <param name="Block">The prediction.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Discard(IMemoryOwner<byte> Block, DropReason Reason) : TileEffect;
}
