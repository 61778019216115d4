using Tessera.Training.Data;
using Tessera.Training.Evaluation;
using Tessera.Training.Terrain;

namespace Tessera.Training.Tests.Evaluation;

/// <summary>Small pictures for tests, as records.</summary>
static class Pictures
{
    public const int Edge = 64;

    static readonly SceneKind Kind = SceneKind.Base with { Size = Edge, MetresPerPixel = [128] };

    static readonly Lazy<byte[][]>[] Landscapes = [.. Enumerable.Range(1, 3).Select(seed => new Lazy<byte[][]>(
        () => [.. Enumerable.Range(0, 64).Select(scene => SceneRenderer.Render(Kind, (ulong)seed, scene))]))];

    /// <summary>Landscapes, as the training's data.</summary>
    /// <param name="set">0 to 2: different scenes.</param>
    public static byte[][] Data(int set) => Landscapes[set].Value;

    /// <summary>The same tags with other pixels.</summary>
    public static byte[] With(byte[] record, Func<int, byte> value)
    {
        var changed = (byte[])record.Clone();
        for (var i = SceneHeader.Bytes; i < changed.Length; i++)
        {
            changed[i] = value(i - SceneHeader.Bytes);
        }

        return changed;
    }

    /// <summary>The mean of 3 x 3 pixels around each, the picture repeated beyond its edges.</summary>
    public static byte[] Blurred(byte[] record)
    {
        var rgb = PictureRecords.Rgb(record).ToArray();
        return With(record, i =>
        {
            var (row, column, channel) = (i / (Edge * 3), i / 3 % Edge, i % 3);
            var sum = 0;
            for (var k = 0; k < 9; k++)
            {
                var (y, x) = ((row + (k / 3) + Edge - 1) % Edge, (column + (k % 3) + Edge - 1) % Edge);
                sum += rgb[(((y * Edge) + x) * 3) + channel];
            }

            return (byte)(sum / 9);
        });
    }

    /// <summary>One weight for each tag: 1 for those named.</summary>
    public static float[] Weights(params string[] names) => [.. Landscape.Tags.Select(tag => names.Contains(tag.Name, StringComparer.Ordinal) ? 1f : 0f)];
}
