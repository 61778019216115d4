using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Tessera.Models.Safetensors;

/// <summary>
/// Writes a .safetensors file of F16 and F32 tensors: the list first, then each tensor's values, in any order, none held in memory. The
/// same tensors and metadata give the same bytes: wider types first (so that every element is aligned), names in ordinal order within a
/// type, the header padded to 8 bytes. The file grows as PATH.partial and takes its name only in <see cref="Commit"/>, once it is on disk;
/// disposing without that removes it.
/// </summary>
public sealed class SafetensorsWriter : IDisposable
{
    // Elements rounded to halves at a time.
    const int Chunk = 1 << 16;

    readonly string _path;
    readonly FileStream _stream;
    readonly Dictionary<string, SafetensorsEntry> _pending;
    bool _committed;

    SafetensorsWriter(string path, FileStream stream, IEnumerable<SafetensorsEntry> entries)
    {
        _path = path;
        _stream = stream;
        _pending = entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
    }

    /// <summary>Begins a file: checks the list and writes the header.</summary>
    /// <param name="path">Where the file will be; one of that name is replaced by <see cref="Commit"/>.</param>
    /// <param name="tensors">All that the file will hold, in any order; F16 or F32, at most 100,000.</param>
    /// <param name="metadata">The file's remarks, text to text; null for none.</param>
    /// <exception cref="SafetensorsException">The list is refused, or the file cannot be written.</exception>
    public static SafetensorsWriter Create(
        string path, IReadOnlyCollection<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var (header, entries) = SafetensorsLayout.Arrange(path, tensors, metadata);
        try
        {
            var stream = new FileStream(Partial(path), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            var writer = new SafetensorsWriter(path, stream, entries);
            try
            {
                RandomAccess.Write(stream.SafeFileHandle, header, 0);
                return writer;
            }
            catch
            {
                writer.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(path, e);
        }
    }

    /// <summary>Writes one tensor's values.</summary>
    /// <param name="name">A tensor of the list that has not been written yet.</param>
    /// <param name="values">All its elements, row-major. For F16 they are rounded to the nearest half, ties to even.</param>
    /// <exception cref="SafetensorsException">
    /// The name is unknown or done, the count of values is another, a finite value is too large for F16 (65,504), or the disk refuses.
    /// </exception>
    public void Write(string name, ReadOnlySpan<float> values)
    {
        if (!_pending.TryGetValue(name, out var entry))
        {
            throw new SafetensorsException($"{_path}: tensor {SafetensorsTypes.Quote(name)} is not in the list, or already written");
        }

        if (entry.ElementCount != values.Length)
        {
            throw new SafetensorsException($"{_path}: tensor {SafetensorsTypes.Quote(name)} has {entry.ElementCount} elements, not {values.Length}");
        }

        try
        {
            if (entry.Type == SafetensorsType.F32)
            {
                RandomAccess.Write(_stream.SafeFileHandle, MemoryMarshal.AsBytes(values), entry.Offset);
            }
            else
            {
                WriteHalves(entry, values);
            }

            _pending.Remove(name);
        }
        catch (IOException e)
        {
            throw Failed(_path, e);
        }
    }

    /// <summary>Ends the file: makes sure that it is on disk, then gives it its name.</summary>
    /// <exception cref="SafetensorsException">A tensor has not been written, or the disk refuses.</exception>
    public void Commit()
    {
        if (_pending.Count > 0)
        {
            var missing = _pending.Keys.Min(StringComparer.Ordinal)!;
            throw new SafetensorsException($"{_path}: tensor {SafetensorsTypes.Quote(missing)} has not been written");
        }

        try
        {
            _stream.Flush(flushToDisk: true);
            _stream.Dispose();
            File.Move(Partial(_path), _path, overwrite: true);
            _committed = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(_path, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        if (!_committed)
        {
            File.Delete(Partial(_path));
        }
    }

    static string Partial(string path) => path + ".partial";

    static SafetensorsException Failed(string path, Exception cause) => new($"{path}: cannot be written: {cause.Message}", cause);

    void WriteHalves(SafetensorsEntry entry, ReadOnlySpan<float> values)
    {
        var halves = ArrayPool<Half>.Shared.Rent(Math.Min(Chunk, values.Length));
        try
        {
            for (var first = 0; first < values.Length; first += Chunk)
            {
                var part = values[first..Math.Min(first + Chunk, values.Length)];
                var tooLarge = FloatConversion.ToHalf(part, halves);
                if (tooLarge >= 0)
                {
                    throw new SafetensorsException(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{_path}: tensor {SafetensorsTypes.Quote(entry.Name)}: {part[tooLarge]} at {first + tooLarge} is too large for F16"));
                }

                var bytes = MemoryMarshal.AsBytes(halves.AsSpan(0, part.Length));
                RandomAccess.Write(_stream.SafeFileHandle, bytes, entry.Offset + (sizeof(ushort) * (long)first));
            }
        }
        finally
        {
            ArrayPool<Half>.Shared.Return(halves);
        }
    }
}
