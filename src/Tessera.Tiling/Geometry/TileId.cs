using System.Globalization;

namespace Tessera.Tiling;

/// <summary>The number of a tile in its plan: row-major over (time, row, column), from 0.</summary>
/// <param name="Value">Index into <see cref="TilePlan.Tiles"/>.</param>
public readonly record struct TileId(int Value) : IComparable<TileId>
{
    /// <inheritdoc/>
    public int CompareTo(TileId other) => Value.CompareTo(other.Value);

    /// <summary>True when <paramref name="left"/> comes first in the plan.</summary>
    public static bool operator <(TileId left, TileId right) => left.Value < right.Value;

    /// <summary>True when <paramref name="left"/> comes last in the plan.</summary>
    public static bool operator >(TileId left, TileId right) => left.Value > right.Value;

    /// <summary>True unless <paramref name="left"/> comes last in the plan.</summary>
    public static bool operator <=(TileId left, TileId right) => left.Value <= right.Value;

    /// <summary>True unless <paramref name="left"/> comes first in the plan.</summary>
    public static bool operator >=(TileId left, TileId right) => left.Value >= right.Value;

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
