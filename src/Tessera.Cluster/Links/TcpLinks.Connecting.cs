using System.Net.Sockets;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <content>Connections: those that come, those that are made, and how they end.</content>
public sealed partial class TcpLinks
{
    readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _running = 1; // and one for not being disposed of
    int _accepted;
    int _handshakes;

    void Start(Func<Task> run)
    {
        Interlocked.Increment(ref _running);
        _ = Task.Run(async () =>
        {
            try
            {
                await run();
            }
            finally
            {
                End();
            }
        });
    }

    void End()
    {
        if (Interlocked.Decrement(ref _running) == 0)
        {
            _ended.TrySetResult();
        }
    }

    async Task AcceptAsync()
    {
        while (!_lifetime.IsCancellationRequested)
        {
            try
            {
                var socket = await _listener.AcceptAsync(_lifetime.Token);
                if (Volatile.Read(ref _accepted) >= _options.Limits.LinkConnections || Volatile.Read(ref _handshakes) >= _options.Limits.LinkHandshakes)
                {
                    Report(new(LinkRefusal.Connections, $"{_accepted} connections and {_handshakes} handshakes are there already"), Name(socket));
                    socket.Close(0);
                    continue;
                }

                Interlocked.Increment(ref _accepted);
                Interlocked.Increment(ref _handshakes);
                Start(() => WelcomeAsync(socket));
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e) when (!_lifetime.IsCancellationRequested)
            {
                // Too many open files, or a peer that went away again.
                Report(new(LinkRefusal.Connections, e.Message, e), Address);
                await Task.Delay(_options.Limits.LinkRetryFirst, _options.Time, _lifetime.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    async Task WelcomeAsync(Socket socket)
    {
        var peer = Name(socket);
        try
        {
            LinkStream stream;
            LinkGreeting greeting;
            try
            {
                (stream, greeting) = await InTimeAsync(token => HearAsync(socket, token), _lifetime.Token);
            }
            finally
            {
                Interlocked.Decrement(ref _handshakes);
            }

            peer = greeting.From.ToString();
            await CarryAsync(() => FindOrAdd(greeting.From), stream);
        }
        catch (Exception e)
        {
            Report(LinkException.Of(e), peer);
        }
        finally
        {
            socket.Dispose();
            Interlocked.Decrement(ref _accepted);
        }
    }

    /// <summary>Makes the connection with a peer, again and again, until there is to be none.</summary>
    async Task DialAsync(LinkEnd end, CancellationToken cancellationToken)
    {
        var tries = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var stream = await InTimeAsync(token => ConnectAsync(end, token), cancellationToken);
                tries = await CarryAsync(() => end, stream) ? 0 : tries;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                Report(LinkException.Of(e), end.Peer.ToString());
            }
            catch (Exception)
            {
                return;
            }

            await Task.Delay(Wait(tries++), _options.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Runs a connection to its end; true if the peer showed itself to be in order.</summary>
    async Task<bool> CarryAsync(Func<LinkEnd> find, LinkStream stream)
    {
        using var open = stream;
        LinkEnd end;
        LinkConnection connection;
        lock (_lock)
        {
            end = find();
            if (_isDisposed || !_ends.TryGetValue(end.Peer, out var known) || known != end)
            {
                return true;
            }

            stream.Begin(_arrivals.Tell);
            connection = new(end, _lock, _options, stream);
            end.Attach(connection);
        }

        if (end.Connections > 1)
        {
            Instruments.Reconnected();
        }

        var why = await connection.RunAsync();
        bool wasInUse;
        lock (_lock)
        {
            wasInUse = end.Detach(connection);
            if (wasInUse && end.Epoch.Value == 0)
            {
                _ends.Remove(end.Peer);
            }
        }

        connection.Dispose();
        if (wasInUse)
        {
            Report(why, end.Peer.ToString());
        }

        return connection.IsProven;
    }

    /// <summary>The end for a peer that has connected; one that no epoch knows of may be early, and gets nothing until one does.</summary>
    LinkEnd FindOrAdd(Member peer)
    {
        foreach (var before in _ends.Values.Where(end => end.Peer.Name == peer.Name && end.Peer != peer && end.Epoch.Value == 0).ToList())
        {
            _ends.Remove(before.Peer);
            before.Close();
        }

        if (!_ends.TryGetValue(peer, out var end) && !_isDisposed)
        {
            _ends.Add(peer, end = new(peer, _arrivals));
        }

        return end ?? new(peer, _arrivals);
    }

    TimeSpan Wait(int tries)
    {
        var (first, last) = (_options.Limits.LinkRetryFirst, _options.Limits.LinkRetryLast);
        var wait = first.TotalSeconds * Math.Pow(2, Math.Min(tries, 30));
        lock (_lock)
        {
            return TimeSpan.FromSeconds(Math.Min(wait, last.TotalSeconds) * (0.5 + _options.Random.NextDouble()));
        }
    }

    void Report(LinkException why, string peer)
    {
        if (!_lifetime.IsCancellationRequested)
        {
            Instruments.Refused(why.Reason);
            _options.Faults?.Report(new(why.Reason, Plain(peer), Plain(why.Message)));
        }
    }

    // What strangers say may end in a terminal.
    static string Plain(string text) => string.Create(text.Length, text, (plain, from) =>
    {
        for (var i = 0; i < plain.Length; i++)
        {
            plain[i] = char.IsControl(from[i]) ? ' ' : from[i];
        }
    });

    static string Name(Socket socket)
    {
        try
        {
            return socket.RemoteEndPoint?.ToString() ?? "";
        }
        catch (SocketException)
        {
            return "";
        }
    }
}
