using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Tessera.Media.Png;

/// <summary>What IHDR says of size and samples, checked.</summary>
/// <param name="Width">Pixels, 1 to <see cref="PngLimits.Edge"/>.</param>
/// <param name="Height">Pixels, 1 to <see cref="PngLimits.Edge"/>.</param>
/// <param name="BitDepth">Bits of a sample.</param>
/// <param name="ColorType">What the samples of a pixel are.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct PngHeader(int Width, int Height, int BitDepth, PngColorType ColorType)
{
    public int Channels => ColorType switch
    {
        PngColorType.Rgb => 3,
        PngColorType.GreyAlpha => 2,
        PngColorType.RgbAlpha => 4,
        _ => 1,
    };

    /// <summary>Bytes of an unfiltered row; 65536 pixels of 8 bytes at most.</summary>
    public int RowBytes => ((Width * Channels * BitDepth) + 7) / 8;

    /// <summary>Distance of the "left" byte of the filters.</summary>
    public int PixelBytes => Math.Max(1, Channels * BitDepth / 8);

    public static PngHeader Parse(ReadOnlySpan<byte> payload)
    {
        if (payload.Length != PngFormat.HeaderBytes)
        {
            throw new InvalidImageException($"IHDR has {payload.Length} bytes instead of {PngFormat.HeaderBytes}");
        }

        var width = BinaryPrimitives.ReadUInt32BigEndian(payload);
        var height = BinaryPrimitives.ReadUInt32BigEndian(payload[4..]);
        if (width is < 1 or > PngLimits.Edge || height is < 1 or > PngLimits.Edge)
        {
            throw new InvalidImageException($"the picture claims {width}x{height} pixels; 1 to {PngLimits.Edge} along each edge are accepted");
        }

        var header = new PngHeader((int)width, (int)height, payload[8], (PngColorType)payload[9]);
        if (!header.IsAllowedDepth)
        {
            throw new InvalidImageException($"colour type {payload[9]} with {payload[8]} bits is not part of PNG");
        }

        if (payload[10] != 0 || payload[11] != 0 || payload[12] > 1)
        {
            throw new InvalidImageException($"compression {payload[10]}, filter {payload[11]} or interlace method {payload[12]} is not part of PNG");
        }

        if (payload[12] == 1)
        {
            throw new InvalidImageException("interlaced PNG files are not supported; save it without interlacing");
        }

        return header;
    }

    bool IsAllowedDepth => ColorType switch
    {
        PngColorType.Grey => BitDepth is 1 or 2 or 4 or 8 or 16,
        PngColorType.Palette => BitDepth is 1 or 2 or 4 or 8,
        PngColorType.Rgb or PngColorType.GreyAlpha or PngColorType.RgbAlpha => BitDepth is 8 or 16,
        _ => false,
    };
}
