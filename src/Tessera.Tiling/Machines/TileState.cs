using System.Buffers;

namespace Tessera.Tiling.Machines;

/// <summary>A tile's state between two steps: x on its window and what the sampler keeps.</summary>
/// <param name="Tile">The tile.</param>
/// <param name="Digest">Of the block.</param>
/// <param name="Block">The state in the device's own format. Who owns it is said where it is used.</param>
public sealed record TileState(TileId Tile, Digest Digest, IMemoryOwner<byte> Block);
