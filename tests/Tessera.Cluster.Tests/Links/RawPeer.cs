using System.Net;
using System.Net.Sockets;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster.Tests.Links;

/// <summary>A peer that says whatever a test has it say.</summary>
sealed class RawPeer : IDisposable
{
    readonly TcpClient _client;

    RawPeer(TcpClient client) => (_client, Stream) = (client, client.GetStream());

    public Stream Stream { get; }

    public static async Task<RawPeer> ConnectAsync(TcpLinks links)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPEndPoint.Parse(links.Address));
        return new(client);
    }

    /// <summary>Connects and greets; the answer is not read.</summary>
    public static async Task<RawPeer> GreetAsync(TcpLinks links, Member from, Member to, string cluster = TcpCluster.Name)
    {
        var peer = await ConnectAsync(links);
        await LinkHandshake.GreetAsync(peer.Stream, new(cluster, from, to), default);
        return peer;
    }

    public async Task SayAsync(params byte[][] frames)
    {
        try
        {
            await Stream.WriteAsync(frames.SelectMany(frame => frame).ToArray());
        }
        catch (IOException)
        {
            // Refused before it was said.
        }
    }

    /// <summary>Says no more, and hears everything until the other side closes.</summary>
    public async Task<byte[]> HearAllAsync(bool isDone = true)
    {
        using var all = new MemoryStream();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        try
        {
            if (isDone)
            {
                _client.Client.Shutdown(SocketShutdown.Send);
            }

            await Stream.CopyToAsync(all, patience.Token);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // Closing while there is something to read is a reset.
        }

        return all.ToArray();
    }

    public void Dispose() => _client.Dispose();
}
