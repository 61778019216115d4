using System.Buffers;

namespace Tessera.Cluster;

/// <summary>
/// One connection of a link, from after its handshake to its end: a loop that reads and one that writes, neither of which ever waits for
/// the other.
/// </summary>
sealed class LinkConnection : IDisposable
{
    readonly LinkEnd _end;
    readonly Lock _lock;
    readonly Limits _limits;
    readonly TimeProvider _time;
    readonly Func<int, IMemoryOwner<byte>> _rent;
    readonly FrameReader _reader;
    readonly FrameWriter _writer;
    readonly LinkStream _stream;
    readonly Doorbell _bell = new();
    readonly CancellationTokenSource _closed = new();
    LinkException? _refusal;
    int _silentTicks;
    int _writingTicks;
    bool _isWriting;
    bool _isDue;

    public LinkConnection(LinkEnd end, Lock gate, TcpLinksOptions options, LinkStream stream)
    {
        (_end, _lock, _limits, _time, _rent) = (end, gate, options.Limits, options.Time, options.Rent);
        (_reader, _writer, _stream) = (stream.Reader, stream.Writer, stream);
    }

    /// <summary>Whether the peer has sent a frame that makes sense since the handshake.</summary>
    public bool IsProven { get; private set; }

    /// <summary>Has the writer look for something to write.</summary>
    public void Wake() => _bell.Ring();

    /// <summary>Has the connection end soon, and the peer told why.</summary>
    public void Refuse(LinkException refusal)
    {
        Interlocked.CompareExchange(ref _refusal, refusal, null);
        _bell.Ring();
    }

    /// <summary>Has the connection end at once.</summary>
    public void Close()
    {
        _ = _closed.CancelAsync(); // not here: the lock may be held
        _stream.Dispose();
        _bell.Ring();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        _closed.Dispose();
    }

    /// <summary>Once in <see cref="Limits.LinkBeat"/>: ends a connection that hears nothing or cannot write, and has the peer hear something.</summary>
    public void Beat()
    {
        _silentTicks = _reader.HasHeard() ? 0 : _silentTicks + 1;
        _writingTicks = Volatile.Read(ref _isWriting) ? _writingTicks + 1 : 0;
        if (_silentTicks > _limits.LinkBeatsMissed)
        {
            End(new(LinkRefusal.Silent, $"nothing was heard from {_end.Peer} for {_silentTicks} beats"));
        }
        else if (_writingTicks > Limits.LinkBeatsStalled)
        {
            End(new(LinkRefusal.Stalled, $"{_end.Peer} took nothing in for {_writingTicks} beats"));
        }
        else
        {
            Volatile.Write(ref _isDue, true);
            Wake();
        }
    }

    /// <summary>Runs to the connection's end, and tells why it ended.</summary>
    public async Task<LinkException> RunAsync()
    {
        var writing = EndOf(Start(WriteAsync));
        var reading = EndOf(Start(ReadToEndAsync));
        var first = await Task.WhenAny(reading, writing);
        var why = await first;
        if (first == reading && why.Reason is not (LinkRefusal.Broken or LinkRefusal.Peer))
        {
            Refuse(why);
            await Task.WhenAny(writing, Task.Delay(_limits.LinkBeat, _time, _closed.Token)); // for the peer to be told
        }

        Close();
        await Task.WhenAll(reading, writing);
        return _refusal ?? why;
    }

    /// <summary>Reads until the peer has closed the connection, or breaks the protocol.</summary>
    /// <exception cref="LinkException">It does.</exception>
    public async Task ReadToEndAsync()
    {
        try
        {
            await ReadAsync();
        }
        finally
        {
            _end.Tell();
        }
    }

    /// <summary>Gives a loop a thread of its own, as its calls block.</summary>
    static Task Start(Func<Task> loop) =>
        Task.Factory.StartNew(() => loop().GetAwaiter().GetResult(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    static async Task<LinkException> EndOf(Task loop)
    {
        try
        {
            await loop;
            return new(LinkRefusal.Broken, "the peer closed the connection");
        }
        catch (Exception e)
        {
            return LinkException.Of(e);
        }
    }

    void End(LinkException why)
    {
        Interlocked.CompareExchange(ref _refusal, why, null);
        Close();
    }

    async Task ReadAsync()
    {
        while (await _reader.ReadHeaderAsync(_closed.Token) is { } header)
        {
            switch (header.Kind)
            {
                case FrameKind.Grant:
                    lock (_lock)
                    {
                        _end.TakeGrant(header, this);
                    }

                    break;
                case FrameKind.Block:
                    await ReadBlockAsync(header);
                    break;
                case FrameKind.Refuse when header.Length <= Limits.LinkTextBytes:
                    throw await LinkHandshake.ReadRefusalAsync(_reader, header, _closed.Token);
                default:
                    throw new LinkException(LinkRefusal.Header, $"{header.Kind} cannot come here");
            }

            IsProven = true;
        }
    }

    async ValueTask ReadBlockAsync(FrameHeader header)
    {
        Instruments.LinkReceived(FrameHeader.Bytes + header.Length);
        bool isWanted;
        lock (_lock)
        {
            isWanted = _end.Admits(header, this);
        }

        if (!isWanted)
        {
            await _reader.SkipAsync(header.Length, _closed.Token);
            return;
        }

        var block = _rent(header.Length);
        try
        {
            await _reader.ReadPayloadAsync(header, block.Memory, _closed.Token);
            lock (_lock)
            {
                block = _end.Receive(header, block, this) ? null : block;
            }
        }
        finally
        {
            block?.Dispose();
        }
    }

    async Task WriteAsync()
    {
        var batch = new FrameBatch();
        while (true)
        {
            if (Volatile.Read(ref _refusal) is { } refusal)
            {
                batch.EncodeRefusal(refusal);
                await _writer.WriteAsync(batch, _closed.Token);
                throw refusal;
            }

            try
            {
                lock (_lock)
                {
                    _end.Fill(batch, this);
                }

                if (Interlocked.Exchange(ref _isDue, false))
                {
                    batch.Repeat();
                }

                if (batch.IsEmpty)
                {
                    _bell.Wait();
                    _closed.Token.ThrowIfCancellationRequested();
                    continue;
                }

                batch.Encode();
                Volatile.Write(ref _isWriting, true);
                await _writer.WriteAsync(batch, _closed.Token);
                Volatile.Write(ref _isWriting, false);
            }
            finally
            {
                lock (_lock)
                {
                    batch.Clear();
                }
            }
        }
    }
}
