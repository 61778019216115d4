namespace Tessera.Tiling;

/// <summary>Colour steps across every token border, tile by tile, from a picture that comes row by row.</summary>
/// <remarks>The band on each side of a border is one token wide. A token's colour is the Lab colour of its mean sRGB; steps are taken
/// between the means of the tokens along one tile's edge, so that the steps of different tiles do not cancel.</remarks>
sealed class ColorProfile
{
    readonly int _unit;
    readonly int[] _tileColumns;
    readonly HashSet<int> _tileEnds;
    readonly long[] _sums;
    readonly double[] _tile;
    readonly double[] _across;
    readonly double[] _down;
    double[] _labs;
    double[] _above;
    int _pixelRows;
    int _tileStart;

    /// <summary>Starts a picture.</summary>
    public ColorProfile(SeamLines lines)
    {
        _unit = lines.PixelsPerToken;
        var (columns, rows) = (lines.Picture.Width / _unit, lines.Picture.Height / _unit);
        _tileColumns = [0, .. lines.Columns.Select(pixel => pixel / _unit), columns];
        _tileEnds = [.. lines.Rows.Select(pixel => pixel / _unit), rows];
        _sums = new long[3 * columns];
        _tile = new double[3 * columns];
        _labs = new double[3 * columns];
        _above = new double[3 * columns];
        _across = new double[columns];
        _down = new double[rows];
    }

    /// <summary>Mean colour step across the vertical token border <paramref name="token"/>, from 1; once all rows have come.</summary>
    public double Across(int token) => _across[token] / _tileEnds.Count;

    /// <summary>Mean colour step across the horizontal token border <paramref name="token"/>, from 1; once the rows below have
    /// come.</summary>
    public double Down(int token) => _down[token];

    /// <summary>Adds the next row of pixels, RGB.</summary>
    public void Add(ReadOnlySpan<byte> row)
    {
        for (var first = 0; first < _sums.Length; first += 3)
        {
            var token = row.Slice(first * _unit, 3 * _unit);
            int red = 0, green = 0, blue = 0;
            for (var i = 0; i + 2 < token.Length; i += 3)
            {
                red += token[i];
                green += token[i + 1];
                blue += token[i + 2];
            }

            _sums[first] += red;
            _sums[first + 1] += green;
            _sums[first + 2] += blue;
        }

        _pixelRows++;
        if (_pixelRows % _unit == 0)
        {
            EndTokens(_pixelRows / _unit);
        }
    }

    /// <summary>A row of tokens is complete; <paramref name="end"/> is the border below it.</summary>
    void EndTokens(int end)
    {
        var area = (double)_unit * _unit;
        for (var i = 0; i < _sums.Length; i += 3)
        {
            (_labs[i], _labs[i + 1], _labs[i + 2]) = CieLab.FromRgb(_sums[i] / area, _sums[i + 1] / area, _sums[i + 2] / area);
        }

        Array.Clear(_sums);
        if (end > 1)
        {
            _down[end - 1] = StepDown();
        }

        for (var i = 0; i < _tile.Length; i++)
        {
            _tile[i] += _labs[i];
        }

        if (_tileEnds.Contains(end))
        {
            EndTile(end);
        }

        (_above, _labs) = (_labs, _above);
    }

    /// <summary>Mean step from the token row above, over the tile columns.</summary>
    double StepDown()
    {
        var total = 0.0;
        for (var tile = 0; tile + 1 < _tileColumns.Length; tile++)
        {
            var (from, to) = (_tileColumns[tile], _tileColumns[tile + 1]);
            double l = 0, a = 0, b = 0;
            for (var i = 3 * from; i < 3 * to; i += 3)
            {
                l += _labs[i] - _above[i];
                a += _labs[i + 1] - _above[i + 1];
                b += _labs[i + 2] - _above[i + 2];
            }

            total += Length(l, a, b) / (to - from);
        }

        return total / (_tileColumns.Length - 1);
    }

    /// <summary>A row of tiles is complete: its steps from token column to token column are added.</summary>
    void EndTile(int end)
    {
        for (var token = 1; token < _across.Length; token++)
        {
            var i = 3 * token;
            var step = Length(_tile[i] - _tile[i - 3], _tile[i + 1] - _tile[i - 2], _tile[i + 2] - _tile[i - 1]);
            _across[token] += step / (end - _tileStart);
        }

        Array.Clear(_tile);
        _tileStart = end;
    }

    static double Length(double l, double a, double b) => Math.Sqrt((l * l) + (a * a) + (b * b));
}
