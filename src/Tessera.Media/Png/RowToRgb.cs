namespace Tessera.Media.Png;

/// <summary>Turns unfiltered rows of any colour type into 3 bytes a pixel: the high byte of 16 bits, grey repeated, opacity dropped.</summary>
sealed class RowToRgb(PngHeader header, byte[] palette)
{
    readonly int _depth = header.BitDepth;

    /// <param name="row">Samples as in the file, unfiltered.</param>
    /// <param name="rgb">3 bytes a pixel.</param>
    public void Convert(ReadOnlySpan<byte> row, Span<byte> rgb)
    {
        if (header.ColorType == PngColorType.Rgb && _depth == 8)
        {
            row.CopyTo(rgb);
        }
        else if (header.ColorType == PngColorType.Palette)
        {
            FromPalette(row, rgb);
        }
        else if (_depth < 8)
        {
            FromSmallGrey(row, rgb);
        }
        else
        {
            FromBytes(row, rgb);
        }
    }

    void FromBytes(ReadOnlySpan<byte> row, Span<byte> rgb)
    {
        var sample = _depth / 8;
        var pixel = sample * header.Channels;
        var isGrey = header.ColorType is PngColorType.Grey or PngColorType.GreyAlpha;
        var green = isGrey ? 0 : sample;
        var blue = isGrey ? 0 : 2 * sample;
        for (var x = 0; x < header.Width; x++)
        {
            var from = row[(x * pixel)..];
            rgb[3 * x] = from[0];
            rgb[(3 * x) + 1] = from[green];
            rgb[(3 * x) + 2] = from[blue];
        }
    }

    void FromPalette(ReadOnlySpan<byte> row, Span<byte> rgb)
    {
        for (var x = 0; x < header.Width; x++)
        {
            var entry = 3 * Bits(row, x);
            if (entry >= palette.Length)
            {
                throw new InvalidImageException($"a pixel has colour {entry / 3} of a palette of {palette.Length / 3}");
            }

            palette.AsSpan(entry, 3).CopyTo(rgb[(3 * x)..]);
        }
    }

    void FromSmallGrey(ReadOnlySpan<byte> row, Span<byte> rgb)
    {
        var scale = 255 / ((1 << _depth) - 1); // exact: 255 = 3 * 85 = 15 * 17
        for (var x = 0; x < header.Width; x++)
        {
            rgb.Slice(3 * x, 3).Fill((byte)(Bits(row, x) * scale));
        }
    }

    /// <summary>Sample x of 1, 2, 4 or 8 bits, the first in the high bits.</summary>
    int Bits(ReadOnlySpan<byte> row, int x)
    {
        var bit = x * _depth;
        return (row[bit >> 3] >> (8 - _depth - (bit & 7))) & ((1 << _depth) - 1);
    }
}
