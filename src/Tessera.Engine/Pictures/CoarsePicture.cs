using Tessera.Media;
using Tessera.Media.Png;
using Tessera.Models.Dit;

namespace Tessera.Engine.Pictures;

/// <summary>The decoded picture of a stage, RGB8 row by row: the condition of the next one.</summary>
/// <param name="width">Pixels, a multiple of 32.</param>
/// <param name="height">Pixels, a multiple of 32.</param>
public sealed class CoarsePicture(int width, int height)
{
    /// <summary>Pixels in a row.</summary>
    public int Width => width;

    /// <summary>Rows.</summary>
    public int Height => height;

    /// <summary>[height, width, 3]. Pinned, or each compaction of the heap would need room for it twice.</summary>
    public byte[] Pixels { get; } = GC.AllocateArray<byte>(checked(width * height * 3), pinned: true);

    /// <summary>Reads a picture.</summary>
    /// <param name="path">A PNG file.</param>
    /// <param name="width">Pixels that it must have.</param>
    /// <param name="height">Rows that it must have.</param>
    /// <exception cref="InvalidImageException">It is no such picture, or damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static CoarsePicture Read(string path, int width, int height)
    {
        using var reader = PngReader.Open(path);
        if ((reader.Width, reader.Height) != (width, height))
        {
            throw new InvalidImageException($"{path} has {reader.Width}x{reader.Height} pixels instead of {width}x{height}");
        }

        var picture = new CoarsePicture(width, height);
        reader.ReadRows(picture.Pixels);
        return picture;
    }

    /// <summary>
    /// The 24x24 pixels under a token of the next stage: the 16x16 which it covers, and 4 around; beyond the picture, its nearest pixels.
    /// </summary>
    /// <param name="tokenY">Row of the token in the next stage's canvas.</param>
    /// <param name="tokenX">Column of the token.</param>
    /// <param name="patch">[24, 24, 3] in [-1, 1].</param>
    public void FillPatch(int tokenY, int tokenX, Span<float> patch)
    {
        const int Edge = DitConfig.CoarseEdge;
        var (top, left) = ((tokenY * DitConfig.CoarsePixels) - DitConfig.CoarseContext, (tokenX * DitConfig.CoarsePixels) - DitConfig.CoarseContext);
        for (var row = 0; row < Edge; row++)
        {
            var line = Pixels.AsSpan(Math.Clamp(top + row, 0, height - 1) * width * 3, width * 3);
            for (var column = 0; column < Edge; column++)
            {
                var source = line.Slice(Math.Clamp(left + column, 0, width - 1) * 3, 3);
                var target = patch.Slice(((row * Edge) + column) * 3, 3);
                target[0] = (source[0] * (2f / 255)) - 1;
                target[1] = (source[1] * (2f / 255)) - 1;
                target[2] = (source[2] * (2f / 255)) - 1;
            }
        }
    }
}
