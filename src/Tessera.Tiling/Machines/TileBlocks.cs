using System.Buffers;
using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <summary>Predictions packed in wire format, one block for each neighbour of a tile.</summary>
/// <param name="Tile">The tile that predicted them, when they leave a device; the tile that needs them, when they enter one.</param>
/// <param name="Blocks">
/// In the order of <see cref="Tile.Neighbours"/>. Leaving: block k covers what neighbour k is sent.
/// Entering: block k covers what neighbour k sent. Each <see cref="IMemoryOwner{T}.Memory"/> is exactly the payload.
/// </param>
public sealed record TileBlocks(TileId Tile, ImmutableArray<IMemoryOwner<byte>> Blocks);
