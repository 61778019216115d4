namespace Tessera.Media.Previews;

/// <summary>
/// Makes a picture smaller by a whole factor while its rows stream by: each pixel is the mean of a square, rounded to the nearest, and at the right and
/// lower edge of what there is of one. Keeps one row of sums.
/// </summary>
sealed class BoxReducer
{
    const int Samples = 3;

    readonly int _height;
    readonly int _rowBytes;
    readonly int _factor;
    readonly long[] _sums; // [width of the result, 3]
    readonly byte[] _row;
    int _rows;

    /// <param name="width">Pixels of the picture, at least 1.</param>
    /// <param name="height">Rows of the picture, at least 1.</param>
    /// <param name="most">Pixels of the result's longer side at most, at least 1; a picture that has no more stays as it is.</param>
    public BoxReducer(int width, int height, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        (_height, _rowBytes, _factor) = (height, checked(width * Samples), Divide(Math.Max(width, height), most));
        (Width, Height) = (Divide(width, _factor), Divide(height, _factor));
        _sums = new long[Width * Samples];
        _row = new byte[Width * Samples];
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Whether all rows of the picture were there.</summary>
    public bool IsComplete => _rows == _height;

    /// <summary>Takes rows below those before.</summary>
    /// <param name="rows">Whole rows, 3 bytes a pixel.</param>
    /// <param name="reduced">Takes each row of the result, from top to bottom, valid only during the call.</param>
    /// <exception cref="ArgumentException">Not whole rows, or more than the height.</exception>
    public void Push(ReadOnlySpan<byte> rows, Action<ReadOnlySpan<byte>> reduced)
    {
        if (rows.Length % _rowBytes != 0 || rows.Length / _rowBytes > _height - _rows)
        {
            throw new ArgumentException($"{rows.Length} bytes are not whole rows of {_rowBytes}, or more than the {_height - _rows} rows to come", nameof(rows));
        }

        for (; !rows.IsEmpty; rows = rows[_rowBytes..])
        {
            Add(rows[.._rowBytes]);
            _rows++;
            if (_rows % _factor == 0 || IsComplete)
            {
                Average((_rows - 1) % _factor + 1);
                reduced(_row);
            }
        }
    }

    static int Divide(int count, int by) => (int)(((long)count + by - 1) / by);

    void Add(ReadOnlySpan<byte> row)
    {
        var stride = _factor * Samples;
        for (var to = 0; to < _sums.Length; to += Samples)
        {
            var square = row[..Math.Min(stride, row.Length)];
            long red = 0, green = 0, blue = 0;
            for (var at = 0; at < square.Length; at += Samples)
            {
                red += square[at];
                green += square[at + 1];
                blue += square[at + 2];
            }

            _sums[to] += red;
            _sums[to + 1] += green;
            _sums[to + 2] += blue;
            row = row[square.Length..];
        }
    }

    /// <summary>Makes a row of the sums of some rows, and begins anew.</summary>
    void Average(int rows)
    {
        var width = _rowBytes / Samples;
        for (var at = 0; at < _sums.Length; at++)
        {
            var count = (long)rows * Math.Min(_factor, width - (at / Samples * _factor));
            _row[at] = (byte)((_sums[at] + (count / 2)) / count);
        }

        _sums.AsSpan().Clear();
    }
}
