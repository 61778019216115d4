using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;

namespace Tessera.Models.Safetensors;

/// <summary>
/// One memory-mapped .safetensors file, checked as a whole when it is opened: the header's length (at most 100 MB), its JSON, types,
/// shapes, offsets, and that the tensors fill the data without overlap or hole. Nothing is allocated by what the file merely claims.
/// </summary>
public sealed unsafe class SafetensorsFile : SafetensorsSource
{
    readonly MemoryMappedViewAccessor _view;
    readonly byte* _start;
    readonly Dictionary<string, SafetensorsEntry> _entries;
    bool _disposed;

    SafetensorsFile(string path, MemoryMappedViewAccessor view, long length)
    {
        Path = path;
        _view = view;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
        try
        {
            var header = ReadHeader(length);
            _entries = header.Entries;
            Metadata = header.Metadata;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override string Path { get; }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, SafetensorsEntry> Entries => _entries;

    /// <summary>The file's own remarks, text to text; often format = pt.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Maps a file and checks its header.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="SafetensorsException">It cannot be opened or is malformed.</exception>
    public static SafetensorsFile Open(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            var length = stream.Length;
            if (length <= SafetensorsLimits.Prefix)
            {
                throw new SafetensorsException($"{path}: {length} bytes are too few for a safetensors file");
            }

            // The view outlives the descriptor.
            using var map = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            return new SafetensorsFile(path, map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read), length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new SafetensorsException($"{path}: cannot be opened: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
        }
    }

    internal override ReadOnlySpan<byte> Slice(SafetensorsEntry entry, long offset, int length)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new ReadOnlySpan<byte>(_start + entry.Offset + offset, length);
    }

    SafetensorsHeader ReadHeader(long fileLength)
    {
        var claimed = BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(_start, SafetensorsLimits.Prefix));
        var available = fileLength - SafetensorsLimits.Prefix;
        if (claimed > (ulong)Math.Min(available, SafetensorsLimits.Header))
        {
            throw new SafetensorsException(
                $"{Path}: the header claims {claimed} bytes; at most {SafetensorsLimits.Header} are allowed and {available} are there");
        }

        var json = new ReadOnlySpan<byte>(_start + SafetensorsLimits.Prefix, (int)claimed);
        if (json is not [(byte)'{', ..])
        {
            throw new SafetensorsException($"{Path}: the header does not begin with '{{'; this is no safetensors file");
        }

        var header = new SafetensorsHeader(Path, json, SafetensorsLimits.Prefix + json.Length, available - json.Length);
        header.Parse();
        return header;
    }
}
