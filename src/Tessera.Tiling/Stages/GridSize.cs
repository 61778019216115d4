using System.Globalization;
using System.Runtime.InteropServices;

namespace Tessera.Tiling;

/// <summary>How many tiles a picture is cut into.</summary>
/// <param name="Columns">Tiles side by side.</param>
/// <param name="Rows">Tiles one above the other.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct GridSize(int Columns, int Rows)
{
    /// <summary>The same grid along three axes, with one frame.</summary>
    public Extent Extent => new(1, Rows, Columns);

    /// <summary>Reads COLUMNSxROWS, for example 8x4; any numbers are read, plans refuse.</summary>
    /// <exception cref="PlanException">The text is not a grid.</exception>
    public static GridSize Parse(string text)
    {
        var (columns, rows) = Sides.Parse(text, "a grid", "COLUMNSxROWS of tiles, for example 8x4");
        return new(columns, rows);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Columns}x{Rows}");
}
