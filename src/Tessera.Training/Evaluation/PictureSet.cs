using Tessera.Training.Data;

namespace Tessera.Training.Evaluation;

/// <summary>Square pictures in a file, which is made once, a batch at a time; a run that was stopped goes on where it ended.</summary>
sealed class PictureSet : IDisposable
{
    /// <summary>Pictures of a batch.</summary>
    public const int Batch = 16;

    const int LogEvery = 8 * Batch;

    readonly RecordFile _file;

    PictureSet(RecordFile file, int count, int edge, string key)
    {
        _file = file;
        Count = count;
        Edge = edge;
        Key = key;
    }

    /// <summary>Number of pictures, a multiple of <see cref="Batch"/>.</summary>
    public int Count { get; }

    /// <summary>Their edge in pixels.</summary>
    public int Edge { get; }

    /// <summary>Stands for everything that the pictures depend on.</summary>
    public string Key { get; }

    /// <summary>Opens a set and makes the pictures that it lacks.</summary>
    /// <param name="folder">Where its file is.</param>
    /// <param name="name">What the pictures are. Files of this name with another key are deleted.</param>
    /// <param name="key">Stands for everything that the pictures depend on; part of the file's name.</param>
    /// <param name="count">Pictures wanted, a multiple of <see cref="Batch"/>.</param>
    /// <param name="edge">Their edge in pixels.</param>
    /// <param name="make">Makes the records of a batch, a pure function of the number of its first picture.</param>
    /// <param name="log">Told how far it is.</param>
    /// <param name="cancel">Stops after the current batch, which is kept.</param>
    public static PictureSet Make(
        string folder, string name, string key, int count, int edge, Func<int, byte[][]> make, Action<string> log, CancellationToken cancel)
    {
        var path = Path.Combine(folder, $"{name}-{key}.bin");
        foreach (var stale in Directory.GetFiles(folder, $"{name}-*.bin").Where(file => !string.Equals(file, path, StringComparison.Ordinal)))
        {
            File.Delete(stale);
        }

        var file = new RecordFile(path, PictureRecords.Bytes(edge));
        var set = new PictureSet(file, count, edge, key);
        try
        {
            while (file.Count < count)
            {
                cancel.ThrowIfCancellationRequested();
                var first = file.Count / Batch * Batch;
                foreach (var record in make(first).Skip(file.Count - first)) // the last batch of a stopped run may be there in part
                {
                    file.Append(record);
                }

                if (file.Count % LogEvery == 0 || file.Count == count)
                {
                    log($"evaluation {name} {file.Count}/{count}");
                }
            }

            return set;
        }
        catch
        {
            set.Dispose();
            throw;
        }
    }

    /// <summary>Reads a picture's record.</summary>
    public byte[] Read(int index)
    {
        var record = new byte[_file.RecordBytes];
        _file.Read(index, record);
        return record;
    }

    /// <summary>Reads the records of pictures that stand one after another.</summary>
    public byte[][] Read(int first, int count) => [.. Enumerable.Range(first, count).Select(index => Read(index))];

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
