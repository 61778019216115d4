using Tessera.Training.Terrain;

namespace Tessera.Training.Data;

/// <summary>Renders the scenes of a kind into a record file: header, pixels RGB8, parent's pixels RGB8.</summary>
public static class SceneRenderer
{
    /// <summary>Bytes of a scene's record.</summary>
    public static int RecordBytes(SceneKind kind) => SceneHeader.Bytes + kind.PixelBytes + kind.ParentBytes;

    /// <summary>Opens the file of a kind's scenes.</summary>
    public static RecordFile Open(string folder, SceneKind kind) => new(Path.Combine(folder, $"scenes-{kind.Name}.bin"), RecordBytes(kind));

    /// <summary>Seed of the landscape and the tags of scene number <paramref name="index"/>.</summary>
    public static ulong SceneSeed(SceneKind kind, ulong seed, int index) =>
        (seed * 0x9E3779B97F4A7C15UL) + ((ulong)index * 0xD1B54A32D192ED03UL) + (kind.HasParent ? 1UL : 0UL);

    /// <summary>Renders scene number <paramref name="index"/>, a pure function of the arguments.</summary>
    public static byte[] Render(SceneKind kind, ulong seed, int index)
    {
        var sceneSeed = SceneSeed(kind, seed, index);
        var random = new Random(unchecked((int)(sceneSeed ^ (sceneSeed >> 32))));
        var metresPerPixel = kind.MetresPerPixel[random.Next(kind.MetresPerPixel.Count)];
        var tags = Landscape.SampleTags(sceneSeed);
        var landscape = new Landscape(sceneSeed, tags);
        var (x, y) = (random.Next(-2000, 2000) * 128.0, random.Next(-2000, 2000) * 128.0);

        var record = new byte[RecordBytes(kind)];
        SceneHeader.Write(record, metresPerPixel, tags);
        landscape.Render(x, y, metresPerPixel, kind.Size, kind.Size, record.AsSpan(SceneHeader.Bytes, kind.PixelBytes));
        if (kind.HasParent)
        {
            var margin = SceneKind.ParentMargin * 2 * metresPerPixel;
            landscape.Render(x - margin, y - margin, 2 * metresPerPixel, kind.ParentSize, kind.ParentSize, record.AsSpan(SceneHeader.Bytes + kind.PixelBytes));
        }

        return record;
    }

    /// <summary>Renders until the file holds <paramref name="count"/> scenes; goes on where an earlier run was stopped.</summary>
    public static void RenderAll(RecordFile file, SceneKind kind, ulong seed, int count, Action<string> log, CancellationToken cancel)
    {
        while (file.Count < count)
        {
            cancel.ThrowIfCancellationRequested();
            file.Append(Render(kind, seed, file.Count));
            if (file.Count % 100 == 0 || file.Count == count)
            {
                log($"scenes {kind.Name} {file.Count}/{count}");
            }
        }
    }
}
