using System.Runtime.InteropServices;
using Tessera.Training.Data;
using Tessera.Training.Terrain;
using static TorchSharp.torch;

namespace Tessera.Training.Evaluation;

/// <summary>Square pictures as records, a scene's header and then RGB8, and as tensors.</summary>
static class PictureRecords
{
    /// <summary>Bytes of a picture's record.</summary>
    public static int Bytes(int edge) => SceneHeader.Bytes + (3 * edge * edge);

    /// <summary>The RGB8 of a record.</summary>
    public static ReadOnlySpan<byte> Rgb(byte[] record) => record.AsSpan(SceneHeader.Bytes);

    /// <summary>A weight for each tag.</summary>
    public static float[] Weights(byte[] record) => SceneHeader.Tags(record).ToArray();

    /// <summary>Tag weights of records: [B, tags].</summary>
    public static Tensor Tags(byte[][] records) => tensor([.. records.SelectMany(Weights)], [records.Length, Landscape.Tags.Length]);

    /// <summary>Pictures [B, 3, edge, edge] in [-1, 1].</summary>
    public static Tensor ToTensor(byte[][] records, int edge)
    {
        var planes = new float[records.Length * 3 * edge * edge];
        for (var i = 0; i < records.Length; i++)
        {
            Pixels.CopyToPlanes(Rgb(records[i]), edge, 0, 0, edge, planes.AsSpan(i * 3 * edge * edge, 3 * edge * edge));
        }

        return tensor(planes, [records.Length, 3, edge, edge]);
    }

    /// <summary>Records of pictures [B, 3, edge, edge] in about [-1, 1], with the headers of other records.</summary>
    public static byte[][] FromTensor(Tensor pictures, byte[][] headers)
    {
        using var scope = NewDisposeScope();
        var rows = pictures.permute(0, 2, 3, 1).contiguous(); // [B,3,H,W] -> [B,H,W,3]
        var values = MemoryMarshal.Cast<byte, float>(rows.bytes);
        var size = values.Length / headers.Length;
        var records = new byte[headers.Length][];
        for (var i = 0; i < records.Length; i++)
        {
            records[i] = new byte[SceneHeader.Bytes + size];
            headers[i].AsSpan(0, SceneHeader.Bytes).CopyTo(records[i]);
            for (var value = 0; value < size; value++)
            {
                records[i][SceneHeader.Bytes + value] = Pixels.ToByte(values[(i * size) + value]);
            }
        }

        return records;
    }

    /// <summary>A picture at half its size, each pixel the mean of 2 x 2.</summary>
    /// <param name="record">A picture.</param>
    /// <param name="edge">Its edge in pixels, even.</param>
    public static byte[] Halve(byte[] record, int edge)
    {
        var rgb = Rgb(record);
        var half = edge / 2;
        var small = new byte[Bytes(half)];
        record.AsSpan(0, SceneHeader.Bytes).CopyTo(small);
        for (var i = 0; i < half * half * 3; i++)
        {
            var (row, rest) = (i / (half * 3), i % (half * 3));
            var at = (((2 * row * edge) + (2 * (rest / 3))) * 3) + (rest % 3);
            var below = at + (edge * 3);
            small[SceneHeader.Bytes + i] = (byte)((rgb[at] + rgb[at + 3] + rgb[below] + rgb[below + 3] + 2) / 4);
        }

        return small;
    }
}
