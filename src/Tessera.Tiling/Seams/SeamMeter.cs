using System.Collections.Immutable;

namespace Tessera.Tiling;

/// <summary>Measures the seams of a picture whose rows come one by one; holds one row and a few numbers a line, never the
/// picture.</summary>
/// <remarks>Metrics are those of <see cref="SeamScore"/>. Not safe for concurrent callers.</remarks>
public sealed class SeamMeter
{
    readonly SeamLines _lines;
    readonly PictureGradients _pixels;
    readonly PictureGradients _blocks;
    readonly ColorProfile _colors;
    readonly int _stride;
    int _rows;

    /// <summary>Starts a picture.</summary>
    public SeamMeter(SeamLines lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        _lines = lines;
        _pixels = new(lines.Picture, block: 1);
        _blocks = new(lines.Picture, new[] { 16, 8, 4, 2, 1 }.First(edge => lines.PixelsPerToken % edge == 0));
        _colors = new(lines);
        _stride = 3 * lines.Picture.Width;
    }

    /// <summary>Adds the next rows of the picture.</summary>
    /// <param name="rgb">One or more whole rows, top to bottom, three bytes a pixel.</param>
    /// <exception cref="ArgumentException">It is not whole rows, or more than the picture has.</exception>
    public void Push(ReadOnlySpan<byte> rgb)
    {
        var count = Math.DivRem(rgb.Length, _stride, out var rest);
        if (rest != 0 || count > _lines.Picture.Height - _rows)
        {
            throw new ArgumentException(
                $"{rgb.Length} bytes are not whole rows of the {_lines.Picture.Height - _rows} that are left of a "
                + $"picture of {_lines.Picture}.", nameof(rgb));
        }

        for (; !rgb.IsEmpty; rgb = rgb[_stride..])
        {
            var row = rgb[.._stride];
            _pixels.Add(row);
            _blocks.Add(row);
            _colors.Add(row);
            _rows++;
        }
    }

    /// <summary>The report, once every row has come.</summary>
    /// <exception cref="InvalidOperationException">Rows are missing.</exception>
    public SeamReport Finish()
    {
        if (_rows != _lines.Picture.Height)
        {
            throw new InvalidOperationException($"Only {_rows} of {_lines.Picture.Height} rows have come.");
        }

        var vertical = new LineScores(SeamDirection.Vertical, _pixels.Across, _blocks.Across, _colors.Across, _lines.Columns, _lines.PixelsPerToken);
        var horizontal = new LineScores(SeamDirection.Horizontal, _pixels.Down, _blocks.Down, _colors.Down, _lines.Rows, _lines.PixelsPerToken);
        ImmutableArray<SeamScore> seams = [.. vertical.Seams(), .. horizontal.Seams()];
        return new(
            _lines.Picture,
            new(_lines.Columns.Length + 1, _lines.Rows.Length + 1),
            seams.Max(seam => seam.Z is { } z ? Math.Abs(z) : null),
            GridZ([.. vertical.BlockZ, .. horizontal.BlockZ]),
            seams.Min(seam => (double?)seam.GradientRatio),
            seams.Max(seam => (double?)seam.GradientRatio),
            seams.Max(seam => (double?)seam.TilingScore),
            seams.Average(seam => (double?)seam.TilingScore),
            seams.Max(seam => (double?)seam.TilingRatio),
            new[] { vertical.ColorStepExcess, horizontal.ColorStepExcess }.Max(),
            seams);
    }

    static double? GridZ(double[] z) =>
        z.Length == 0 ? null : z.Sum(value => Math.Clamp(value, -SeamReport.AllowedZ, SeamReport.AllowedZ)) / Math.Sqrt(z.Length);
}
