using System.Runtime.CompilerServices;

namespace Tessera.Cluster;

/// <summary>
/// Takes frames from a stream. Headers and what is short pass through a small buffer; the rest of a long block is read to where it stays.
/// </summary>
sealed class FrameReader(Stream stream, int largest)
{
    const int BufferBytes = 8 * 1024;

    readonly byte[] _buffer = new byte[BufferBytes];
    int _start;
    int _end;
    bool _heard;

    /// <summary>Whether anything has come since it was asked last.</summary>
    public bool HasHeard() => Interlocked.Exchange(ref _heard, false);

    /// <returns>Null at the end of the stream, between two frames.</returns>
    /// <exception cref="LinkException">The header is refused, or the stream ends within.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<FrameHeader?> ReadHeaderAsync(CancellationToken cancellationToken)
    {
        if (!await FillAsync(FrameHeader.Bytes, cancellationToken))
        {
            return null;
        }

        var header = FrameHeader.Read(_buffer.AsSpan(_start, FrameHeader.Bytes), largest);
        _start += FrameHeader.Bytes;
        return header;
    }

    /// <summary>Reads bytes of a fixed number, at most <see cref="BufferBytes"/>, which stay until the next call.</summary>
    /// <exception cref="LinkException">The stream ends before.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(int count, CancellationToken cancellationToken)
    {
        if (count > 0 && !await FillAsync(count, cancellationToken))
        {
            throw Ended();
        }

        _start += count;
        return _buffer.AsMemory(_start - count, count);
    }

    /// <summary>Reads what follows a header, and checks it.</summary>
    /// <exception cref="LinkException">It is damaged, or the stream ends before.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask ReadPayloadAsync(FrameHeader header, Memory<byte> into, CancellationToken cancellationToken)
    {
        var done = Math.Min(_end - _start, into.Length);
        _buffer.AsSpan(_start, done).CopyTo(into.Span);
        _start += done;
        var crc = Crc32C.Append(Crc32C.Start, into.Span[..done]);
        while (done < into.Length)
        {
            var read = await ReadSomeAsync(into[done..], cancellationToken);
            crc = Crc32C.Append(crc, into.Span.Slice(done, read));
            done += read;
        }

        if (~crc != header.Crc)
        {
            throw new LinkException(LinkRefusal.Payload, $"a block of {into.Length} bytes is damaged");
        }
    }

    /// <summary>Passes over what follows a header.</summary>
    public async ValueTask SkipAsync(int count, CancellationToken cancellationToken)
    {
        while (count > 0)
        {
            if (_start == _end)
            {
                (_start, _end) = (0, await ReadSomeAsync(_buffer, cancellationToken));
            }

            var skipped = Math.Min(count, _end - _start);
            _start += skipped;
            count -= skipped;
        }
    }

    static LinkException Ended() => new(LinkRefusal.Broken, "the peer closed the connection within a frame");

    /// <summary>Has at least so many bytes in the buffer; false if the stream ends before the first of them.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    async ValueTask<bool> FillAsync(int count, CancellationToken cancellationToken)
    {
        if (_end - _start < count && _start + count > BufferBytes)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        while (_end - _start < count)
        {
            if (_start == _end)
            {
                (_start, _end) = (0, 0);
            }

            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            if (read == 0)
            {
                return _start == _end ? false : throw Ended();
            }

            _heard = true;
            _end += read;
        }

        return true;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    async ValueTask<int> ReadSomeAsync(Memory<byte> into, CancellationToken cancellationToken)
    {
        var read = await stream.ReadAsync(into, cancellationToken);
        _heard = true;
        return read > 0 ? read : throw Ended();
    }
}
