using static TorchSharp.torch;

namespace Tessera.Training.Data;

/// <summary>Random crops of rendered scenes.</summary>
/// <param name="scenes">Where they come from, each file as often as it is listed.</param>
/// <param name="count">Crops at a time.</param>
/// <param name="edge">Edge of a crop in pixels.</param>
sealed class SceneCrops(IReadOnlyList<(SceneKind Kind, RecordFile File)> scenes, int count, int edge)
{
    /// <summary>Crops [B, 3, edge, edge] in [-1, 1].</summary>
    public Tensor Next(Random random)
    {
        var plane = 3 * edge * edge;
        var pixels = new float[count * plane];
        for (var b = 0; b < count; b++)
        {
            var (kind, file) = scenes[random.Next(scenes.Count)];
            var (index, y, x) = (random.Next(file.Count), random.Next(kind.Size - edge + 1), random.Next(kind.Size - edge + 1));
            var stride = 3 * kind.Size;
            var rows = new byte[edge * stride];
            file.Read(index, SceneHeader.Bytes + (y * stride), rows);
            Pixels.CopyToPlanes(rows, kind.Size, x, 0, edge, pixels.AsSpan(b * plane, plane));
        }

        return tensor(pixels, [count, 3, edge, edge]);
    }
}
