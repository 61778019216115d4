namespace Tessera.Training;

/// <summary>Between pictures of bytes, RGB by pixel, and planes of floats in [-1, 1].</summary>
static class Pixels
{
    /// <summary>Copies a square out of a picture: [size, size, 3] bytes -> [3, edge, edge] floats.</summary>
    public static void CopyToPlanes(ReadOnlySpan<byte> picture, int size, int x, int y, int edge, Span<float> planes)
    {
        var plane = edge * edge;
        for (var row = 0; row < edge; row++)
        {
            var source = picture.Slice((((y + row) * size) + x) * 3, edge * 3);
            var target = row * edge;
            for (var i = 0; i < edge; i++)
            {
                planes[target + i] = ToFloat(source[3 * i]);
                planes[plane + target + i] = ToFloat(source[(3 * i) + 1]);
                planes[(2 * plane) + target + i] = ToFloat(source[(3 * i) + 2]);
            }
        }
    }

    public static float ToFloat(byte value) => (value * (2f / 255)) - 1;

    public static byte ToByte(float value) => (byte)Math.Clamp(MathF.Round((value + 1) * 127.5f), 0, 255);
}
