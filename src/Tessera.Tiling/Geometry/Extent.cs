using System.Runtime.InteropServices;

namespace Tessera.Tiling;

/// <summary>A size along the three axes of a canvas. The unit is the owner's: tokens, latents, pixels or tiles.</summary>
/// <param name="Time">Frames; 1 for a picture.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Extent(int Time, int Height, int Width)
{
    /// <summary>How many cells the box holds; 0 when any side is 0 or less.</summary>
    public long Volume => IsEmpty ? 0 : (long)Time * Height * Width;

    /// <summary>True when any side is 0 or less.</summary>
    public bool IsEmpty => Time <= 0 || Height <= 0 || Width <= 0;

    /// <summary>This size in a finer unit, for example tokens in latents.</summary>
    public Extent Scale(Extent factor) => new(Time * factor.Time, Height * factor.Height, Width * factor.Width);

    /// <inheritdoc/>
    public override string ToString() => Time == 1 ? $"{Width}x{Height}" : $"{Width}x{Height}x{Time}";
}
