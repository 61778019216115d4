using System.Net;
using System.Net.Sockets;

namespace Tessera.Cluster.Tests.Links;

/// <summary>Passes bytes on in both directions, and does one bad thing to each of its first connections.</summary>
/// <param name="target">Where to.</param>
/// <param name="faults">What it does to a connection, by its number from 0; null to let it be.</param>
sealed class FaultyProxy(IPEndPoint target, Func<int, FaultyProxy.Fault?> faults) : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _ended = new();
    readonly List<Task> _running = [];
    int _connections;

    public int Connections => Volatile.Read(ref _connections);

    public string Start()
    {
        _listener.Start();
        _running.Add(AcceptAsync());
        return $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener.Stop();
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ended.Dispose();
    }

    async Task AcceptAsync()
    {
        while (true)
        {
            var from = await _listener.AcceptTcpClientAsync(_ended.Token);
            _running.Add(PassAsync(from, faults(_connections)));
            Interlocked.Increment(ref _connections);
        }
    }

    async Task PassAsync(TcpClient from, Fault? fault)
    {
        using var first = from;
        using var second = new TcpClient();
        await second.ConnectAsync(target, _ended.Token);
        await Task.WhenAny(
            PassAsync(first.GetStream(), second.GetStream(), fault is { Forward: true } ? fault : null),
            PassAsync(second.GetStream(), first.GetStream(), fault is { Forward: false } ? fault : null));
    }

    async Task PassAsync(NetworkStream from, NetworkStream to, Fault? fault)
    {
        var (buffer, passed) = (new byte[64 * 1024], 0L);
        while (await from.ReadAsync(buffer, _ended.Token) is > 0 and var read)
        {
            var at = fault is null ? -1 : fault.At - passed;
            if (at >= 0 && at < read)
            {
                if (fault!.Mask == 0)
                {
                    await to.WriteAsync(buffer.AsMemory(0, (int)at), _ended.Token);
                    return;
                }

                buffer[at] ^= fault.Mask;
            }

            await to.WriteAsync(buffer.AsMemory(0, read), _ended.Token);
            passed += read;
            if (fault is not null && passed > fault.At + Fault.Bearable)
            {
                return;
            }
        }
    }

    /// <summary>At a byte of one direction: flips the bits of a mask, or cuts the connection if there is none.</summary>
    public sealed record Fault(bool Forward, long At, byte Mask)
    {
        /// <summary>A few bytes may be anything. Then the connection is cut so much later, for the next one to have its turn.</summary>
        public const int Bearable = 1000;
    }
}
