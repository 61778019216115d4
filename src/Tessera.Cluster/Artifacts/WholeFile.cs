namespace Tessera.Cluster;

/// <summary>Files that are complete and durable or not there: they are written beside their place, flushed to the disk and moved.</summary>
static class WholeFile
{
    /// <summary>Writes a file; when this returns, a power cut spares it. Two may write the same to the same place.</summary>
    /// <param name="path">The file; one that is there is replaced. Its folder is made.</param>
    /// <param name="first">What it begins with.</param>
    /// <param name="second">What follows.</param>
    /// <exception cref="IOException">It is not written: the disk is full, or refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static void Save(string path, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second = default)
    {
        Replace(path, first, second);
        FolderSync.Flush(Path.GetDirectoryName(path)!);
    }

    /// <summary>Writes a file as <see cref="Save"/> does, but for its name: a power cut may leave the file that was there before, or none.</summary>
    /// <exception cref="IOException">It is not written: the disk is full, or refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second = default)
    {
        MakeFolder(Path.GetDirectoryName(path)!);
        var unfinished = $"{path}.{Path.GetRandomFileName()}.part";
        try
        {
            using (var file = File.OpenHandle(unfinished, FileMode.CreateNew, FileAccess.Write, preallocationSize: (long)first.Length + second.Length))
            {
                RandomAccess.Write(file, first, 0);
                RandomAccess.Write(file, second, first.Length);
                RandomAccess.FlushToDisk(file);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    /// <summary>Makes a folder and those above it, each of them durably.</summary>
    public static void MakeFolder(string path)
    {
        if (!Directory.Exists(path) && Path.GetDirectoryName(Path.GetFullPath(path)) is { } parent)
        {
            MakeFolder(parent);
            Directory.CreateDirectory(path);
            FolderSync.Flush(parent);
        }
    }
}
