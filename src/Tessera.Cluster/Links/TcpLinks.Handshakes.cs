using System.Net;
using System.Net.Sockets;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <content>Handshakes, from both sides.</content>
public sealed partial class TcpLinks
{
    async Task<T> InTimeAsync<T>(Func<CancellationToken, Task<T>> shake, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.Limits.LinkHandshakeWithin, _options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await shake(either.Token);
        }
        catch (Exception e) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new LinkException(LinkRefusal.Handshake, $"the handshake did not end within {_options.Limits.LinkHandshakeWithin.TotalSeconds} s", e);
        }
    }

    /// <summary>The side that was connected to: hears a greeting, checks it, and greets back or refuses.</summary>
    async Task<(LinkStream Stream, LinkGreeting Greeting)> HearAsync(Socket socket, CancellationToken cancellationToken)
    {
        var stream = await SecureAsync(socket, isServer: true, cancellationToken);
        try
        {
            var greeting = await LinkHandshake.HearAsync(stream.Reader, cancellationToken);
            LinkHandshake.Check(greeting, _options.Cluster, _options.Self);
            CheckName(stream, greeting.From);
            CheckPlace(greeting.From);
            await LinkHandshake.GreetAsync(stream.Stream, new(_options.Cluster, _options.Self, greeting.From), cancellationToken);
            return (stream, greeting);
        }
        catch (LinkException e) when (e.Reason is LinkRefusal.Version or LinkRefusal.Cluster or LinkRefusal.Member or LinkRefusal.Name)
        {
            await TellAsync(stream, e, cancellationToken);
            stream.Dispose();
            throw;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    static async Task TellAsync(LinkStream stream, LinkException refusal, CancellationToken cancellationToken)
    {
        try
        {
            await LinkHandshake.RefuseAsync(stream.Stream, refusal, cancellationToken);
        }
        catch (IOException)
        {
            // It has gone already.
        }
    }

    /// <summary>The side that connects: greets, and hears whether it is welcome.</summary>
    async Task<LinkStream> ConnectAsync(LinkEnd end, CancellationToken cancellationToken)
    {
        var socket = await ConnectAsync(end.Address!.Value, cancellationToken);
        LinkStream? stream = null;
        try
        {
            stream = await SecureAsync(socket, isServer: false, cancellationToken);
            CheckName(stream, end.Peer);
            await LinkHandshake.GreetAsync(stream.Stream, new(_options.Cluster, _options.Self, end.Peer), cancellationToken);
            var greeting = await LinkHandshake.HearAsync(stream.Reader, cancellationToken);
            LinkHandshake.Check(greeting, _options.Cluster, _options.Self);
            return greeting.From == end.Peer
                ? stream
                : throw new LinkException(LinkRefusal.Member, $"{greeting.From} answers where {end.Peer} should be");
        }
        catch
        {
            stream?.Dispose();
            socket.Dispose();
            throw;
        }
    }

    async Task<Socket> ConnectAsync(LinkAddress address, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(address.EndPoint, cancellationToken);
            return _options.Tls is not null || (socket.RemoteEndPoint is IPEndPoint at && IPAddress.IsLoopback(at.Address))
                ? socket
                : throw new LinkException(LinkRefusal.Tls, $"{address} is not on this machine, and there is no TLS");
        }
        catch (Exception e)
        {
            socket.Dispose();
            throw e is SocketException ? new LinkException(LinkRefusal.Unreachable, $"{address}: {e.Message}", e) : e;
        }
    }

    async Task<LinkStream> SecureAsync(Socket socket, bool isServer, CancellationToken cancellationToken)
    {
        socket.NoDelay = true;
        var bare = new LinkSocket(socket);
        try
        {
            if (_options.Tls is not { } tls)
            {
                return new(bare, bare, _options.Limits.LinkBlockBytes);
            }

            var (stream, peer) = isServer
                ? await tls.AcceptAsync(bare, _options.Time, cancellationToken)
                : await tls.ConnectAsync(bare, _options.Time, cancellationToken);
            return new(stream, bare, _options.Limits.LinkBlockBytes) { Certificate = peer };
        }
        catch
        {
            await bare.DisposeAsync();
            throw;
        }
    }

    static void CheckName(LinkStream stream, Member peer)
    {
        if (stream.Certificate is { } certificate && !certificate.Names(peer.Name))
        {
            throw new LinkException(LinkRefusal.Name, $"a certificate of {certificate} is not for {peer}");
        }
    }

    /// <summary>Whether it is for this member to be the one that connects, and whether its life is not known to be over.</summary>
    void CheckPlace(Member peer)
    {
        if (Member.InOrder.Compare(peer, _options.Self) >= 0)
        {
            throw new LinkException(LinkRefusal.Member, $"{peer} connects, and {_options.Self} is the one to do so");
        }

        lock (_lock)
        {
            if (_ends.Keys.Any(other => other.Name == peer.Name && other.Incarnation > peer.Incarnation))
            {
                throw new LinkException(LinkRefusal.Member, $"{peer} is known to be over");
            }
        }
    }
}
