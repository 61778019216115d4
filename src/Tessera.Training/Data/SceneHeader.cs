using System.Runtime.InteropServices;
using Tessera.Training.Terrain;

namespace Tessera.Training.Data;

/// <summary>What a scene shows: its zoom and its tags, at the head of every record.</summary>
public static class SceneHeader
{
    /// <summary>Bytes of a header: the zoom and the weight of each tag as float32.</summary>
    public static int Bytes => 4 * (1 + Landscape.Tags.Length);

    /// <summary>Writes log2 of metres per pixel and the weights.</summary>
    public static void Write(Span<byte> record, double metresPerPixel, IReadOnlyList<float> tagWeights)
    {
        var values = MemoryMarshal.Cast<byte, float>(record[..Bytes]);
        values[0] = (float)Math.Log2(metresPerPixel);
        for (var i = 0; i < tagWeights.Count; i++)
        {
            values[i + 1] = tagWeights[i];
        }
    }

    /// <summary>log2 of metres per pixel.</summary>
    public static float Zoom(ReadOnlySpan<byte> record) => MemoryMarshal.Cast<byte, float>(record[..Bytes])[0];

    /// <summary>Weight of each tag.</summary>
    public static ReadOnlySpan<float> Tags(ReadOnlySpan<byte> record) => MemoryMarshal.Cast<byte, float>(record[..Bytes])[1..];
}
