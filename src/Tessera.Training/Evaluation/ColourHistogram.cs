namespace Tessera.Training.Evaluation;

/// <summary>How often the colours of pictures fall into each of 8 x 8 x 8 boxes of RGB.</summary>
sealed class ColourHistogram
{
    const int Boxes = 8 * 8 * 8;

    readonly long[] _counts = new long[Boxes];
    long _pixels;

    /// <summary>Pictures counted so far.</summary>
    public int Pictures { get; private set; }

    /// <summary>Counts a picture.</summary>
    /// <param name="rgb">3 bytes a pixel.</param>
    public void Add(ReadOnlySpan<byte> rgb)
    {
        for (var i = 0; i + 2 < rgb.Length; i += 3)
        {
            _counts[((rgb[i] >> 5) << 6) | ((rgb[i + 1] >> 5) << 3) | (rgb[i + 2] >> 5)]++; // the top 3 bits of each
        }

        _pixels += rgb.Length / 3;
        Pictures++;
    }

    /// <summary>The share of colours that both have (Swain and Ballard 1991): 1 where they are the same, 0 where they have no box in common.</summary>
    public double Intersection(ColourHistogram other)
    {
        var shared = 0.0;
        for (var box = 0; box < Boxes; box++)
        {
            shared += Math.Min((double)_counts[box] / Math.Max(1, _pixels), (double)other._counts[box] / Math.Max(1, other._pixels));
        }

        return shared;
    }
}
