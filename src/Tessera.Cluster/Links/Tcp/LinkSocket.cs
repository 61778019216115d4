using System.Net.Sockets;

namespace Tessera.Cluster;

/// <summary>
/// A socket as a stream. It begins as any other, so that a handshake can be cancelled. Afterwards its calls block, and end when it is
/// closed: a link is busy while it is open, and handing each piece from thread to thread costs more than the piece.
/// </summary>
sealed class LinkSocket(Socket socket) : Stream
{
    const int PendingBytes = 128 * 1024;

    readonly NetworkStream _inner = new(socket, ownsSocket: true);
    byte[] _pending = []; // what TLS has written and was not flushed; it writes 16 KiB at a time
    int _pendingBytes;

    /// <summary>Is called when nothing more is there to read, before waiting for it.</summary>
    public Action? Idle { get; set; }

    /// <summary>Whether calls block.</summary>
    public bool IsBlocking { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>From now on each direction is a thread's own.</summary>
    public void BeginBlocking()
    {
        socket.Blocking = false; // a call of the system does not wait; that is what polling is for
        IsBlocking = true;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        IsBlocking ? ValueTask.FromResult(Receive(buffer.Span)) : _inner.ReadAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!IsBlocking)
        {
            return _inner.WriteAsync(buffer, cancellationToken);
        }

        if (_pending.Length == 0)
        {
            _pending = new byte[PendingBytes];
        }

        for (var left = buffer.Span; !left.IsEmpty;)
        {
            var part = left[..Math.Min(left.Length, PendingBytes - _pendingBytes)];
            part.CopyTo(_pending.AsSpan(_pendingBytes));
            _pendingBytes += part.Length;
            left = left[part.Length..];
            if (_pendingBytes == PendingBytes)
            {
                Flush();
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Sends everything; changes the list.</summary>
    public void Send(List<ArraySegment<byte>> segments)
    {
        while (segments.Count > 0)
        {
            var sent = Sent(socket.Send(segments, SocketFlags.None, out var error), error);
            var whole = 0;
            while (whole < segments.Count && sent >= segments[whole].Count)
            {
                sent -= segments[whole++].Count;
            }

            segments.RemoveRange(0, whole);
            if (sent > 0)
            {
                segments[0] = segments[0][sent..];
            }
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        Flush();
        return Task.CompletedTask;
    }

    public override void Flush()
    {
        for (var sent = 0; sent < _pendingBytes;)
        {
            sent += Sent(socket.Send(_pending.AsSpan(sent, _pendingBytes - sent), SocketFlags.None, out var error), error);
        }

        _pendingBytes = 0;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            try
            {
                socket.Shutdown(SocketShutdown.Both); // ends what waits
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // It is over already.
            }

            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    int Receive(Span<byte> buffer)
    {
        while (true)
        {
            var read = socket.Receive(buffer, SocketFlags.None, out var error);
            if (error is SocketError.Success)
            {
                return read;
            }

            Idle?.Invoke();
            Wait(error, SelectMode.SelectRead);
        }
    }

    int Sent(int sent, SocketError error)
    {
        if (error is SocketError.Success)
        {
            return sent;
        }

        Wait(error, SelectMode.SelectWrite);
        return 0;
    }

    void Wait(SocketError error, SelectMode mode)
    {
        if (error is not (SocketError.WouldBlock or SocketError.IOPending))
        {
            throw new SocketException((int)error);
        }

        socket.Poll(Timeout.Infinite, mode);
    }
}
