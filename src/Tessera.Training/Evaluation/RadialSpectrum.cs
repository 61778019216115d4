namespace Tessera.Training.Evaluation;

/// <summary>Power by distance from the origin of the frequency plane, in rings 1/64 cycle per pixel wide up to 1/2.</summary>
static class RadialSpectrum
{
    /// <summary>Number of rings.</summary>
    public const int Rings = 32;

    const int RingsPerCycle = 2 * Rings;

    /// <summary>Outer edge of a ring, in cycles per pixel.</summary>
    public static double Edge(int ring) => (ring + 1.0) / RingsPerCycle;

    /// <summary>Mean power of each ring; the mean of the picture, at frequency 0, is left out, and so are the corners beyond 1/2.</summary>
    /// <param name="power">[edge, edge], power of frequency (row, column) / edge, as a discrete Fourier transform gives it.</param>
    /// <param name="edge">Pixels, at least 64, so that no ring is empty.</param>
    public static double[] Of(ReadOnlySpan<double> power, int edge)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(edge, RingsPerCycle);
        var (sums, counts) = (new double[Rings], new int[Rings]);
        for (var row = 0; row < edge; row++)
        {
            for (var column = 0; column < edge; column++)
            {
                var (y, x) = (Math.Min(row, edge - row), Math.Min(column, edge - column)); // above 1/2 are the negative frequencies
                var ring = (int)Math.Ceiling(Math.Sqrt((y * y) + (x * x)) * RingsPerCycle / edge) - 1; // (inner, outer]
                if (ring is >= 0 and < Rings)
                {
                    sums[ring] += power[(row * edge) + column];
                    counts[ring]++;
                }
            }
        }

        return [.. sums.Select((sum, ring) => sum / counts[ring])];
    }

    /// <summary>How much more power each ring has than another's, in decibels.</summary>
    public static double[] Decibels(IReadOnlyList<double> rings, IReadOnlyList<double> reference) =>
        [.. rings.Select((power, ring) => 10 * Math.Log10(power / reference[ring]))];

    /// <summary>The largest difference, either way, of the rings from above one frequency up to another.</summary>
    /// <param name="decibels">As <see cref="Decibels"/> gives them.</param>
    /// <param name="above">Cycles per pixel, an edge of a ring, or 0.</param>
    /// <param name="upTo">Cycles per pixel, an edge of a ring.</param>
    public static double Largest(IReadOnlyList<double> decibels, double above, double upTo) =>
        decibels.Where((_, ring) => Edge(ring) > above && Edge(ring) <= upTo).Max(Math.Abs);
}
