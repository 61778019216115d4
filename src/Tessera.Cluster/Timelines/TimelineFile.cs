using System.Buffers;
using System.Text.Json;

namespace Tessera.Cluster;

/// <summary>
/// A file that a timeline is appended to, for one writer. What the disk refuses is lost and counted, and the next record says how much.
/// </summary>
/// <param name="path">The file; made, with its folder, when there is something to write.</param>
/// <param name="member">Whose it is.</param>
/// <param name="begin">When its first record may be, in microseconds since 1970.</param>
/// <param name="most">Bytes of the file at most.</param>
sealed class TimelineFile(string path, TimelineMember member, long begin, long most = Limits.TimelineBytes)
{
    const int BufferBytes = 64 * 1024;

    readonly ArrayBufferWriter<byte> _buffer = new();
    readonly Utf8JsonWriter _json = new(Stream.Null, new() { SkipValidation = true });
    FileStream? _stream;
    int _waiting; // records in the buffer
    long _told; // how many lost ones it tells of
    bool _isTorn; // the last write may have left half a line
    bool _isFull;
    long _lost;

    /// <summary>Records that were lost before they came here: the buffer was full. From any thread.</summary>
    public void Lose() => Interlocked.Increment(ref _lost);

    public void Append(in TimelineEntry entry)
    {
        if (_isFull)
        {
            Instruments.TimelineDropped(TimelineLoss.Full, 1);
            return;
        }

        _json.Reset(_buffer);
        if (Interlocked.Exchange(ref _lost, 0) is > 0 and var lost)
        {
            _told += lost;
            TimelineCodec.Write(_buffer, _json, new TimelineEntry(TimelineKind.Dropped, entry.Begin, Count: lost));
        }

        TimelineCodec.Write(_buffer, _json, entry);
        _waiting++;
        if (_buffer.WrittenCount >= BufferBytes)
        {
            Flush();
        }
    }

    /// <summary>Gives the file what it does not have yet: from then on it survives the death of the process.</summary>
    public void Flush()
    {
        if (_waiting == 0)
        {
            return;
        }

        try
        {
            Write(_stream ??= Open(), _buffer.WrittenSpan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Interlocked.Add(ref _lost, _waiting + _told);
            Instruments.TimelineDropped(TimelineLoss.Disk, _waiting);
            Close();
        }

        _buffer.ResetWrittenCount();
        (_waiting, _told) = (0, 0);
    }

    /// <summary>Closes the file; more can be appended.</summary>
    public void Close()
    {
        _stream?.Dispose();
        _stream = null;
    }

    FileStream Open()
    {
        WholeFile.MakeFolder(Path.GetDirectoryName(path)!);

        // Unbuffered: what is written here is a batch already.
        var stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        if (stream.Length == 0)
        {
            var header = new ArrayBufferWriter<byte>();
            using var json = new Utf8JsonWriter(header);
            TimelineCodec.Write(header, json, member, begin);
            stream.Write(header.WrittenSpan);
        }

        return stream;
    }

    void Write(FileStream stream, ReadOnlySpan<byte> lines)
    {
        var length = stream.Length;
        if (length + lines.Length > most)
        {
            _isFull = true;
            Instruments.TimelineDropped(TimelineLoss.Full, _waiting);
            var last = new ArrayBufferWriter<byte>();
            using var json = new Utf8JsonWriter(last);
            TimelineCodec.Write(last, json, new TimelineEntry(TimelineKind.Full, begin, Count: _waiting));
            stream.Write(last.WrittenSpan);
            return;
        }

        if (_isTorn)
        {
            stream.Write("\n"u8);
        }

        _isTorn = true;
        stream.Write(lines);
        _isTorn = false;
    }
}
