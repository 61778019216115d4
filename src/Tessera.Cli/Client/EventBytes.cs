namespace Tessera.Cli.Client;

/// <summary>The bytes of a stream of events: ends where it is silent for too long, or where an event does not end.</summary>
sealed class EventBytes(Stream inner, TimeProvider time) : Stream
{
    long _event;
    bool _isLineEmpty = true;
    byte _last;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="ServerException">An event is longer than it may be.</exception>
    /// <exception cref="OperationCanceledException">Nothing came for too long, or it was cancelled.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var silence = new CancellationTokenSource(ClientLimits.SilentFor, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        var read = await inner.ReadAsync(buffer, either.Token);
        foreach (var next in buffer.Span[..read])
        {
            Count(next);
        }

        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>An empty line ends an event; lines end with CR, LF or both.</summary>
    void Count(byte next)
    {
        _event++;
        if (next is not ((byte)'\r' or (byte)'\n'))
        {
            _isLineEmpty = false;
        }
        else if (next is (byte)'\r' || _last is not (byte)'\r')
        {
            _event = _isLineEmpty ? 0 : _event;
            _isLineEmpty = true;
        }

        _last = next;
        if (_event > ClientLimits.EventBytes)
        {
            throw new ServerException($"an event of the server's is longer than {ClientLimits.EventBytes:N0} bytes");
        }
    }
}
