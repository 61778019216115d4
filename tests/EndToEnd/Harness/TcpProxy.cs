using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;

namespace EndToEnd.Harness;

/// <summary>
/// Carries connections to where they are meant to go: as late as a wire of some length would, as slowly as one of some rate, and with TLS before a
/// server that has none, as it is asked to.
/// </summary>
sealed class TcpProxy : IAsyncDisposable
{
    const int ChunkBytes = 64 * 1024;
    const int MostChunks = 1024;

    readonly CancellationTokenSource _lifetime = new();
    readonly TcpListener _listener;
    readonly IPEndPoint _target;
    readonly Task _accepting;
    readonly long _began = TimeProvider.System.GetTimestamp();

    public TcpProxy(IPEndPoint listen, IPEndPoint target)
    {
        (_listener, _target) = (new(listen), target);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>One way.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Bytes in a second, each way.</summary>
    public double Rate { get; init; } = double.PositiveInfinity;

    /// <summary>What it shows to those that connect; null without TLS.</summary>
    public X509Certificate2? Certificate { get; init; }

    public async ValueTask DisposeAsync()
    {
        await _lifetime.CancelAsync();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    async Task AcceptAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_lifetime.Token);
            _ = Task.Run(() => CarryAsync(client));
        }
    }

    async Task CarryAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(_target, _lifetime.Token);
                (client.NoDelay, server.NoDelay) = (true, true);
                await using var near = await EncryptAsync(client.GetStream());
                await using var far = server.GetStream();
                using var either = CancellationTokenSource.CreateLinkedTokenSource(_lifetime.Token);
                await Task.WhenAny(PumpAsync(near, far, either.Token), PumpAsync(far, near, either.Token));
                await either.CancelAsync();
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
            {
                // both ends see a broken connection
            }
        }
    }

    async Task<Stream> EncryptAsync(Stream stream)
    {
        if (Certificate is null)
        {
            return stream;
        }

        var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificate }, _lifetime.Token);
        return tls;
    }

    async Task PumpAsync(Stream from, Stream to, CancellationToken cancel)
    {
        var wire = Channel.CreateBounded<(byte[] Bytes, TimeSpan Due)>(MostChunks);
        var reading = ReadAsync(from, wire.Writer, cancel);
        await foreach (var (bytes, due) in wire.Reader.ReadAllAsync(cancel))
        {
            if (due - TimeProvider.System.GetElapsedTime(_began) is var wait && wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, TimeProvider.System, cancel);
            }

            await to.WriteAsync(bytes, cancel);
        }

        await reading;
    }

    async Task ReadAsync(Stream from, ChannelWriter<(byte[] Bytes, TimeSpan Due)> wire, CancellationToken cancel)
    {
        try
        {
            var (buffer, free) = (new byte[ChunkBytes], TimeSpan.Zero);
            while (await from.ReadAsync(buffer, cancel) is > 0 and var count)
            {
                var now = TimeProvider.System.GetElapsedTime(_began);
                free = (now > free ? now : free) + TimeSpan.FromSeconds(count / Rate);
                await wire.WriteAsync((buffer[..count], free + Delay), cancel);
            }
        }
        finally
        {
            wire.TryComplete();
        }
    }
}
