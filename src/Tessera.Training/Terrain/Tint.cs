using System.Runtime.InteropServices;

namespace Tessera.Training.Terrain;

/// <summary>A linear-light colour of one point.</summary>
[StructLayout(LayoutKind.Auto)]
readonly record struct Tint(float R, float G, float B)
{
    /// <summary>From 0xRRGGBB; the transfer curve is a square, as when a pixel is written.</summary>
    public static Tint Hex(uint rgb) => new(Square((rgb >> 16) & 255), Square((rgb >> 8) & 255), Square(rgb & 255));

    public static Tint Mix(Tint a, Tint b, float t) => a + ((b - a) * t);

    public static Tint operator +(Tint a, Tint b) => new(a.R + b.R, a.G + b.G, a.B + b.B);

    public static Tint operator -(Tint a, Tint b) => new(a.R - b.R, a.G - b.G, a.B - b.B);

    public static Tint operator *(Tint a, float s) => new(a.R * s, a.G * s, a.B * s);

    static float Square(uint x) => x / 255f * (x / 255f);
}
