using System.Buffers;
using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <summary>What a tile waits to have done by the device.</summary>
readonly record struct Work(int Evaluation, WorkKind Kind, bool Interior, TileId Tile, ImmutableArray<IMemoryOwner<byte>> Received)
{
    /// <summary>
    /// The least advanced tile first; at the same point, tiles with neighbours on other nodes, so that their predictions travel while the
    /// rest compute.
    /// </summary>
    public static readonly IComparer<Work> LeastAdvancedFirst = Comparer<Work>.Create((a, b) =>
        (a.Evaluation, a.Kind, a.Interior, a.Tile.Value).CompareTo((b.Evaluation, b.Kind, b.Interior, b.Tile.Value)));
}
