namespace Tessera.Tiling;

/// <summary>Gradients of both directions, between pixels or between blocks of them, from a picture that comes row by row.</summary>
sealed class PictureGradients
{
    readonly int _block;
    readonly ushort[] _sums;
    readonly ushort[] _above;
    int _rows;

    /// <summary>Starts a picture.</summary>
    /// <param name="picture">Its size; whole blocks.</param>
    /// <param name="block">Edge of a block in pixels, 1 to 16.</param>
    public PictureGradients(PictureSize picture, int block)
    {
        var (width, height) = (picture.Width / block, picture.Height / block);
        _block = block;
        Across = new(width, height, block * block);
        Down = new(height, width, block * block);
        _sums = new ushort[3 * width];
        _above = new ushort[3 * width];
    }

    /// <summary>Across vertical lines, numbered in blocks.</summary>
    public GradientProfile Across { get; }

    /// <summary>Across horizontal lines, numbered in blocks.</summary>
    public GradientProfile Down { get; }

    /// <summary>Adds the next row of pixels, RGB.</summary>
    public void Add(ReadOnlySpan<byte> row)
    {
        var at = 0;
        for (var first = 0; first < _sums.Length; first += 3)
        {
            for (var pixel = 0; pixel < _block; pixel++)
            {
                _sums[first] += row[at++];
                _sums[first + 1] += row[at++];
                _sums[first + 2] += row[at++];
            }
        }

        _rows++;
        if (_rows % _block == 0)
        {
            EndBlocks(_rows / _block);
        }
    }

    /// <summary>A row of blocks is complete; <paramref name="end"/> is the line below it.</summary>
    void EndBlocks(int end)
    {
        Across.AddAcross(_sums);
        if (end > 1)
        {
            Down.AddBetween(end - 1, _above, _sums);
        }

        _sums.CopyTo(_above, 0);
        Array.Clear(_sums);
    }
}
