using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Tessera.Cluster;

namespace Tessera.Benchmarks;

/// <summary>
/// A bare TCP connection: a thread that sums and sends blocks, and one that receives and checks them, in calls that block. The sender has as many
/// different blocks as the links have, since nobody sends one block again and again from the processor's cache.
/// </summary>
sealed class BareSocket(Socket from, Socket to, int size) : IDisposable
{
    const int HeaderBytes = 8;

    public static BareSocket Open(int size)
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var from = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        from.Connect(listener.LocalEndPoint!);
        var to = listener.Accept();
        to.NoDelay = true;
        return new(from, to, size);
    }

    public async Task CarryAsync(int count)
    {
        var sending = Task.Factory.StartNew(() => Send(count), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.Factory.StartNew(() => Receive(count), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await sending;
    }

    public void Dispose()
    {
        from.Dispose();
        to.Dispose();
    }

    void Send(int count)
    {
        var header = new byte[HeaderBytes];
        var blocks = Enumerable.Range(0, LinkPair.BytesOnTheWay / size).Select(_ => new byte[size]).ToList();
        for (var i = 0; i < count; i++)
        {
            var block = blocks[i % blocks.Count];
            BinaryPrimitives.WriteInt32LittleEndian(header, size);
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), Crc32C.Of(block));
            if (from.Send((ArraySegment<byte>[])[header, block]) != HeaderBytes + size)
            {
                throw new IOException("The system sent less than it was given.");
            }
        }
    }

    void Receive(int count)
    {
        var (header, block) = (new byte[HeaderBytes], new byte[size]);
        for (var i = 0; i < count; i++)
        {
            Fill(header);
            Fill(block.AsSpan(0, BinaryPrimitives.ReadInt32LittleEndian(header)));
            if (Crc32C.Of(block) != BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(4)))
            {
                throw new InvalidDataException("A block is damaged.");
            }
        }
    }

    void Fill(Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[to.Receive(bytes)..];
        }
    }
}
