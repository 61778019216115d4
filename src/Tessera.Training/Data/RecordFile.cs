namespace Tessera.Training.Data;

/// <summary>
/// A file of records of one size, written one after another and read in any order. Its length is its only state, so that a run which was
/// stopped goes on where it ended. One writer and several readers at a time.
/// </summary>
public sealed class RecordFile : IDisposable
{
    readonly FileStream _stream;

    /// <summary>Opens or makes the file; a record that was only half written is cut off.</summary>
    /// <param name="path">The file.</param>
    /// <param name="recordBytes">Size of a record, above 0.</param>
    public RecordFile(string path, int recordBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(recordBytes);
        RecordBytes = recordBytes;
        _stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        Count = (int)(_stream.Length / recordBytes);
        _stream.SetLength((long)Count * recordBytes);
    }

    /// <summary>Bytes of a record.</summary>
    public int RecordBytes { get; }

    /// <summary>Complete records.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a record at the end.</summary>
    public void Append(ReadOnlySpan<byte> record)
    {
        CheckLength(record.Length);
        RandomAccess.Write(_stream.SafeFileHandle, record, (long)Count * RecordBytes);
        Count++;
    }

    /// <summary>Reads a whole record.</summary>
    public void Read(int index, Span<byte> record)
    {
        CheckLength(record.Length);
        Read(index, 0, record);
    }

    /// <summary>Reads a part of a record.</summary>
    /// <param name="index">Which record.</param>
    /// <param name="offset">Where in it the part begins.</param>
    /// <param name="part">Receives it.</param>
    public void Read(int index, int offset, Span<byte> part)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(part.Length, RecordBytes - offset, nameof(part));
        if (RandomAccess.Read(_stream.SafeFileHandle, part, ((long)index * RecordBytes) + offset) != part.Length)
        {
            throw new EndOfStreamException($"{_stream.Name}: record {index} is cut off");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    void CheckLength(int length)
    {
        if (length != RecordBytes)
        {
            throw new ArgumentException($"{_stream.Name}: a record has {RecordBytes} bytes, not {length}", nameof(length));
        }
    }
}
