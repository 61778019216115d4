using System.Runtime.InteropServices;

namespace Tessera.Training.Terrain;

/// <summary>
/// One lattice of noise. Positions are integers of 1/16 m; the lattice is turned by an integer matrix (a -b; b a), so that neighbouring
/// octaves never share grid lines, and its cells are powers of two of the turned unit: cell and fraction are a shift and a mask, exact anywhere.
/// </summary>
[StructLayout(LayoutKind.Auto)]
readonly struct Octave
{
    public const int Unit = 16;

    // Pairs whose lengths spread over one binade, so that a power of two divided by one of them comes close to any wavelength.
    static readonly (int A, int B)[] Turns =
        [(3, 4), (1, 2), (5, 12), (2, 3), (4, -3), (1, 3), (5, -2), (8, 15), (3, -5), (4, 1), (4, -5), (7, 24), (2, -1), (12, -5), (20, 21), (6, 1), (5, -6), (7, 2)];

    public readonly int A, B, ShiftU, ShiftV;
    public readonly uint Seed;
    public readonly float ScaleU, ScaleV; // cells a turned unit
    public readonly float Wavelength; // metres, along the shorter side of a cell

    /// <param name="wavelength">Size of a cell in metres, met within a few per cent.</param>
    /// <param name="seed">Distinguishes this lattice from every other.</param>
    /// <param name="stretch">The cell is 2^stretch times as long along its second axis.</param>
    public Octave(double wavelength, ulong seed, int stretch = 0)
    {
        var mixed = Mix(seed);
        var first = (int)(mixed >> 32) & 0xffff;
        var best = double.MaxValue;
        for (var i = 0; i < Turns.Length; i++)
        {
            var (a, b) = Turns[(first + i) % Turns.Length];
            var exact = Math.Log2(wavelength * Unit * Math.Sqrt((a * a) + (b * b)));
            var shift = (int)Math.Round(exact);
            var miss = Math.Abs(exact - shift);
            if (miss >= best)
            {
                continue;
            }

            (best, A, B, ShiftU, ShiftV) = (miss, a, b, shift, shift + stretch);
            Wavelength = (float)(Math.ScaleB(1, shift) / Unit / Math.Sqrt((a * a) + (b * b)));
            if (miss < 0.06)
            {
                break;
            }
        }

        ScaleU = MathF.ScaleB(1f, -ShiftU);
        ScaleV = MathF.ScaleB(1f, -ShiftV);
        Seed = (uint)mixed;
    }

    /// <summary>SplitMix64's finaliser (Steele, Lea, Flood 2014).</summary>
    public static ulong Mix(ulong x)
    {
        x += 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }

    /// <summary>How much of this octave a picture can show: 1 from five pixels a cell, 0 below two.</summary>
    public float Visible(float metresPerPixel) => Fade(Wavelength / metresPerPixel);

    public static float Fade(float pixels)
    {
        var t = Math.Clamp((pixels - 2f) / 3.5f, 0f, 1f);
        return t * t * (3f - (2f * t));
    }
}
