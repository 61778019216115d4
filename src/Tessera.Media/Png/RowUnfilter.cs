namespace Tessera.Media.Png;

/// <summary>Undoes the filters of PNG (specification, section 9) in place, a row at a time.</summary>
static class RowUnfilter
{
    /// <param name="type">The row's filter type.</param>
    /// <param name="row">The filtered row; the pixels afterwards.</param>
    /// <param name="previous">The pixels of the row above, zeros above the first.</param>
    /// <param name="step">Bytes from a sample to the one left of it.</param>
    public static void Apply(byte type, Span<byte> row, ReadOnlySpan<byte> previous, int step)
    {
        switch (type)
        {
            case PngFormat.FilterNone:
                break;
            case PngFormat.FilterSub:
                Sub(row, step);
                break;
            case PngFormat.FilterUp:
                Up(row, previous);
                break;
            case PngFormat.FilterAverage:
                Average(row, previous, step);
                break;
            case PngFormat.FilterPaeth:
                Paeth(row, previous, step);
                break;
            default:
                throw new InvalidImageException($"a row has filter type {type}, which is not part of PNG");
        }
    }

    /// <summary>Paeth's predictor: the one of left, above and corner that is nearest to left + above - corner.</summary>
    public static byte Predict(int left, int above, int corner)
    {
        var toLeft = Math.Abs(above - corner);
        var toAbove = Math.Abs(left - corner);
        var toCorner = Math.Abs(left + above - corner - corner);
        var nearer = toAbove <= toCorner ? above : corner;
        return (byte)(toLeft <= Math.Min(toAbove, toCorner) ? left : nearer);
    }

    static void Sub(Span<byte> row, int step)
    {
        for (var i = step; i < row.Length; i++)
        {
            row[i] += row[i - step];
        }
    }

    static void Up(Span<byte> row, ReadOnlySpan<byte> previous)
    {
        for (var i = 0; i < row.Length; i++)
        {
            row[i] += previous[i];
        }
    }

    static void Average(Span<byte> row, ReadOnlySpan<byte> previous, int step)
    {
        for (var i = 0; i < row.Length; i++)
        {
            var left = i < step ? 0 : row[i - step];
            row[i] += (byte)((left + previous[i]) >> 1);
        }
    }

    static void Paeth(Span<byte> row, ReadOnlySpan<byte> previous, int step)
    {
        for (var i = 0; i < Math.Min(step, row.Length); i++)
        {
            row[i] += previous[i];
        }

        for (var i = step; i < row.Length; i++)
        {
            row[i] += Predict(row[i - step], previous[i], previous[i - step]);
        }
    }
}
