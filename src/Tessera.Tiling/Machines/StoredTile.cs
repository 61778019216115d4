using System.Runtime.InteropServices;

namespace Tessera.Tiling.Machines;

/// <summary>A tile whose state is stored.</summary>
/// <param name="Tile">The tile.</param>
/// <param name="Digest">Of the state.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct StoredTile(TileId Tile, Digest Digest);
