using System.Collections.Immutable;

namespace Tessera.Tiling;

/// <summary>Measures the seams of a picture whose rows come one by one; holds one row and a few numbers a line, never the
/// picture.</summary>
/// <remarks>Metrics are those of <see cref="SeamScore"/>. Not safe for concurrent callers.</remarks>
public sealed class SeamMeter
{
    readonly SeamLines _lines;
    readonly GradientProfile _across;
    readonly GradientProfile _down;
    readonly ColorProfile _colors;
    readonly byte[] _above;
    int _rows;

    /// <summary>Starts a picture.</summary>
    public SeamMeter(SeamLines lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        _lines = lines;
        _across = new(lines.Picture.Width, lines.Picture.Height);
        _down = new(lines.Picture.Height, lines.Picture.Width);
        _colors = new(lines);
        _above = new byte[3 * lines.Picture.Width];
    }

    /// <summary>Adds the next rows of the picture.</summary>
    /// <param name="rgb">One or more whole rows, top to bottom, three bytes a pixel.</param>
    /// <exception cref="ArgumentException">It is not whole rows, or more than the picture has.</exception>
    public void Push(ReadOnlySpan<byte> rgb)
    {
        var count = Math.DivRem(rgb.Length, _above.Length, out var rest);
        if (rest != 0 || count > _lines.Picture.Height - _rows)
        {
            throw new ArgumentException(
                $"{rgb.Length} bytes are not whole rows of the {_lines.Picture.Height - _rows} that are left of a "
                + $"picture of {_lines.Picture}.", nameof(rgb));
        }

        for (; !rgb.IsEmpty; rgb = rgb[_above.Length..])
        {
            var row = rgb[.._above.Length];
            _across.AddAcross(row);
            if (_rows > 0)
            {
                _down.AddBetween(_rows, _above, row);
            }

            _colors.Add(row);
            row.CopyTo(_above);
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

        var vertical = new LineScores(SeamDirection.Vertical, _across, _colors.Across, _lines.Columns, _lines.PixelsPerToken);
        var horizontal = new LineScores(SeamDirection.Horizontal, _down, _colors.Down, _lines.Rows, _lines.PixelsPerToken);
        ImmutableArray<SeamScore> seams = [.. vertical.Seams(), .. horizontal.Seams()];
        return new(
            _lines.Picture,
            new(_lines.Columns.Length + 1, _lines.Rows.Length + 1),
            seams.Max(seam => seam.Z is { } z ? Math.Abs(z) : null),
            seams.Min(seam => (double?)seam.GradientRatio),
            seams.Max(seam => (double?)seam.GradientRatio),
            seams.Max(seam => (double?)seam.TilingScore),
            seams.Average(seam => (double?)seam.TilingScore),
            seams.Max(seam => (double?)seam.TilingRatio),
            new[] { vertical.ColorStepExcess, horizontal.ColorStepExcess }.Max(),
            seams);
    }
}
