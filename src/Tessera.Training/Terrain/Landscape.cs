using System.Collections.Immutable;

namespace Tessera.Training.Terrain;

/// <summary>
/// A land seen from above: a pure function of seed, position, metres per pixel and tag weights. Any rectangle, at any zoom, drawn by any number of
/// threads, shows the same ground; each zoom is close to the box-filtered finer one. Instances are immutable.
/// </summary>
public sealed class Landscape
{
    readonly Painter _painter;

    /// <param name="seed">Which land.</param>
    /// <param name="tagWeights">One weight, 0 to 1, for each of <see cref="Tags"/>. Groups without any weight get a likely default drawn from the seed.</param>
    /// <exception cref="ArgumentException">The number of weights is wrong or one is outside 0 to 1.</exception>
    public Landscape(ulong seed, IReadOnlyList<float> tagWeights)
    {
        ArgumentNullException.ThrowIfNull(tagWeights);
        var parameters = LandParameters.From(seed, tagWeights);
        _painter = new Painter(Octave.Mix(seed), parameters);
    }

    /// <summary>Every tag. The order is part of a trained checkpoint.</summary>
    public static ImmutableArray<LandscapeTag> Tags => TagTable.All;

    /// <summary>A plausible random combination: one weight for each of <see cref="Tags"/>; over many seeds all tags are about as frequent.</summary>
    public static float[] SampleTags(ulong seed) => TagSampler.Sample(seed);

    /// <summary>Draws a rectangle.</summary>
    /// <param name="x0Metres">West edge. Positions are rounded to 1/16 m.</param>
    /// <param name="y0Metres">North edge; y grows to the south.</param>
    /// <param name="metresPerPixel">1 to 1024; powers of two make a crop of a picture equal the picture of the crop.</param>
    /// <param name="width">Pixels, 1 to 65,536.</param>
    /// <param name="height">Pixels, 1 to 65,536.</param>
    /// <param name="rgb">height x width x 3 bytes, rows from the north.</param>
    /// <exception cref="ArgumentException">A size out of range or a span of another length.</exception>
    public void Render(double x0Metres, double y0Metres, double metresPerPixel, int width, int height, Span<byte> rgb)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(metresPerPixel, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(metresPerPixel, 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, 65536);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, 65536);
        if (rgb.Length != 3L * width * height)
        {
            throw new ArgumentException($"a picture of {width}x{height} needs {3L * width * height} bytes, but the span has {rgb.Length}", nameof(rgb));
        }

        var tile = new Tile();
        for (var y = 0; y < height; y += Tile.Rows)
        {
            for (var x = 0; x < width; x += Tile.Columns)
            {
                var columns = Math.Min(Tile.Columns, width - x);
                var rows = Math.Min(Tile.Rows, height - y);
                tile.Place(x0Metres + (x * metresPerPixel), y0Metres + (y * metresPerPixel), metresPerPixel, columns, rows);
                _painter.Paint(tile, rgb[(((y * width) + x) * 3)..], width * 3);
            }
        }
    }
}
