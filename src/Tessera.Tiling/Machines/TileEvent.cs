using System.Buffers;
using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <summary>What a tile can be told.</summary>
public abstract record TileEvent
{
    TileEvent()
    {
    }

    /// <summary>The device evaluated this tile.</summary>
    /// <param name="Blocks">A block for each neighbour, in their order.</param>
    public sealed record Evaluated(ImmutableArray<IMemoryOwner<byte>> Blocks) : TileEvent;

    /// <summary>A neighbour's prediction arrived.</summary>
    /// <param name="Source">The neighbour.</param>
    /// <param name="Evaluation">Which evaluation it predicts.</param>
    /// <param name="Block">The part of it that this tile fuses.</param>
    public sealed record Received(TileId Source, int Evaluation, IMemoryOwner<byte> Block) : TileEvent;

    /// <summary>The device fused and made the step.</summary>
    public sealed record Stepped : TileEvent;
}
