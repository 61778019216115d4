using System.Globalization;
using System.Runtime.InteropServices;

namespace Tessera.Tiling;

/// <summary>The size of a picture, in pixels.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PictureSize(int Width, int Height)
{
    /// <summary>The longest side a picture may have, in pixels.</summary>
    public const int MaximumSide = 65_536;

    /// <summary>Reads WIDTHxHEIGHT, for example 8192x4096; any numbers are read, <see cref="Check"/> refuses.</summary>
    /// <exception cref="PlanException">The text is not a size.</exception>
    public static PictureSize Parse(string text)
    {
        var (width, height) = Sides.Parse(text, "a picture size", "WIDTHxHEIGHT in pixels, for example 8192x4096");
        return new(width, height);
    }

    /// <summary>Refuses sizes that no picture can have.</summary>
    /// <param name="pixelsPerToken">What both sides must be a multiple of.</param>
    /// <exception cref="PlanException">A side is not a multiple of <paramref name="pixelsPerToken"/> from there to
    /// <see cref="MaximumSide"/>.</exception>
    public void Check(int pixelsPerToken)
    {
        if (!Allowed(Width, pixelsPerToken) || !Allowed(Height, pixelsPerToken))
        {
            var near = new PictureSize(Nearest(Width, pixelsPerToken), Nearest(Height, pixelsPerToken));
            throw new PlanException(
                $"A picture cannot be {this}: each side must be a multiple of {pixelsPerToken} from {pixelsPerToken} to {MaximumSide} "
                + $"pixels, for example {near}.");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Width}x{Height}");

    static bool Allowed(int side, int unit) => side >= unit && side <= MaximumSide && side % unit == 0;

    static int Nearest(int side, int unit) =>
        (int)Math.Clamp(((long)side + (unit / 2)) / unit * unit, unit, MaximumSide / unit * unit);
}
