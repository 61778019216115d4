namespace Tessera.Media.Files;

/// <summary>
/// A file that appears whole or not at all: written under a temporary name in the folder of its destination, synced to
/// disk and renamed by <see cref="Commit"/>, removed by <see cref="Dispose"/> otherwise. Not safe for concurrent use.
/// </summary>
sealed class OutputFile : IDisposable
{
    readonly string _path;
    readonly string _temporary;
    readonly FileStream _stream;
    bool _committed;

    OutputFile(string path, string temporary, FileStream stream)
    {
        _path = path;
        _temporary = temporary;
        _stream = stream;
    }

    /// <summary>Where to write. Unbuffered: give it large pieces.</summary>
    public Stream Stream => _stream;

    /// <summary>Opens the temporary file. A symbolic link is followed, so that the link stays and its target is replaced.</summary>
    /// <exception cref="IOException">The destination cannot be written; the message names it and the reason.</exception>
    public static OutputFile Create(string path)
    {
        try
        {
            var full = Path.GetFullPath(path);
            if (new FileInfo(full).LinkTarget is not null)
            {
                full = File.ResolveLinkTarget(full, returnFinalTarget: true)!.FullName;
            }

            var folder = Path.GetDirectoryName(full);
            if (folder is null || Directory.Exists(full))
            {
                throw new IOException("it is a folder");
            }

            if (folder == "/dev")
            {
                throw new IOException("a picture replaces what its name stood for, and this is a device"); // renaming over /dev/null would remove it
            }

            var temporary = Path.Combine(folder, $".tessera-{Path.GetRandomFileName()}.tmp");
            var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            return new OutputFile(full, temporary, stream);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure(path, exception);
        }
    }

    /// <summary>An <see cref="IOException"/> of one line: what could not be written, and why, without the temporary name.</summary>
    public static IOException Failure(string path, Exception cause)
    {
        var reason = cause switch
        {
            DirectoryNotFoundException => "its folder does not exist",
            FileNotFoundException => "its folder takes no files",
            UnauthorizedAccessException => "permission denied",
            _ => cause.Message.Split(" : '", 2)[0],
        };
        return new IOException($"cannot write '{path}': {reason}", cause);
    }

    /// <summary>Makes the content durable, then gives it its name in one step, replacing a file that had it.</summary>
    public void Commit()
    {
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        File.Move(_temporary, _path, overwrite: true);
        _committed = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        if (_committed)
        {
            return;
        }

        try
        {
            File.Delete(_temporary);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The folder went away or changed hands: what made the caller give up is the better message.
        }
    }
}
