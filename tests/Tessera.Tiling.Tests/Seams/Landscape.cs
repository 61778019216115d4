namespace Tessera.Tiling.Tests.Seams;

/// <summary>Continuous pictures with detail at every scale, as a function of seeds and the place: sums of smooth value noise.</summary>
/// <param name="seed">Seed of the shapes.</param>
/// <param name="detailSeed">Seed of what is smaller than 30 pixels.</param>
sealed class Landscape(int seed, int detailSeed)
{
    const int FirstDetail = 2;
    const int Octaves = 5;
    const double Persistence = 0.7;
    const double LargestCell = 157;
    const double Lacunarity = 2.5;

    static readonly (double Sine, double Cosine)[] s_angles =
        [.. Enumerable.Range(0, Octaves).Select(octave => Math.SinCos(0.4 + (0.9 * octave)))];

    /// <summary>The colour at a pixel, each component 0 to 255 before rounding.</summary>
    public (double Red, double Green, double Blue) At(int x, int y)
    {
        var height = Noise(x, y, 0);
        var moisture = Noise(x, y, 1);
        return (110 + (70 * height), 120 + (40 * height) + (30 * moisture), 100 + (90 * moisture));
    }

    /// <summary>Octaves lie on lattices at odd angles, so that no row or column of pixels is special.</summary>
    double Noise(int x, int y, int layer)
    {
        var (sum, amplitude, size) = (0.0, 1.0, LargestCell);
        for (var octave = 0; octave < Octaves; octave++)
        {
            var (sine, cosine) = s_angles[octave];
            var u = ((x * cosine) - (y * sine)) / size;
            var v = ((x * sine) + (y * cosine)) / size;
            sum += amplitude * Smooth(u, v, ((octave < FirstDetail ? seed : detailSeed) * 31) + (layer * 7) + octave);
            amplitude *= Persistence;
            size /= Lacunarity;
        }

        return sum;
    }

    static double Smooth(double x, double y, int salt)
    {
        var (column, row) = ((int)Math.Floor(x), (int)Math.Floor(y));
        var (u, v) = (Ease(x - column), Ease(y - row));
        var top = Mix(Hash(column, row, salt), Hash(column + 1, row, salt), u);
        var bottom = Mix(Hash(column, row + 1, salt), Hash(column + 1, row + 1, salt), u);
        return Mix(top, bottom, v);
    }

    static double Ease(double t) => t * t * (3 - (2 * t));

    static double Mix(double from, double to, double t) => from + (t * (to - from));

    static double Hash(int x, int y, int salt)
    {
        var bits = ((uint)x * 0x9E3779B1u) ^ ((uint)y * 0x85EBCA77u) ^ ((uint)salt * 0xC2B2AE3Du);
        bits = (bits ^ (bits >> 15)) * 0x2C1B3C6Du;
        bits = (bits ^ (bits >> 12)) * 0x297A2D39u;
        return ((bits ^ (bits >> 15)) / 2147483648.0) - 1;
    }
}
