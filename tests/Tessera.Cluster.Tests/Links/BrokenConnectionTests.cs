using System.Net;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster.Tests.Links;

public sealed class BrokenConnectionTests
{
    static readonly Epoch First = new(1);
    static readonly Member[] Two = [new("a", 1), new("b", 1)];

    // Greetings are about 100 bytes, a frame is 40 and its block: every byte of the first frames is met, and every so many of long ones.
    [Theory]
    [InlineData(true, 0, 500, 1, 100)]
    [InlineData(false, 0, 500, 1, 100)]
    [InlineData(true, 0x10, 500, 1, 100)]
    [InlineData(false, 0x81, 500, 1, 100)]
    [InlineData(true, 0, 50, 4999, 50_000)]
    [InlineData(false, 0x01, 50, 4999, 50_000)]
    public async Task Cut_or_damaged_at_every_byte_everything_arrives_once_and_right(bool forward, byte mask, int faults, int every, int largest)
    {
        var exchange = new Exchange(First, rounds: 600, blocks: 3, largest, seed: every);
        var rented = new RentLedger();
        await using (var cluster = new TcpCluster(Two, rent: rented.Rent))
        await using (var proxy = new FaultyProxy(IPEndPoint.Parse(cluster.Nodes[1].Address), n => n < faults ? new(forward, (long)n * every, mask) : null))
        {
            cluster.Nodes = [cluster.Nodes[0], cluster.Nodes[1] with { Address = proxy.Start() }];
            cluster.Open(First, exchange.Credits);
            await exchange.RunAsync(cluster.Links);
            proxy.Connections.ShouldBe(faults + 1);
        }

        rented.Alive.ShouldBe(0);
        rented.Most.ShouldBeLessThanOrEqualTo(2 * (exchange.Credits + 2));
        exchange.Blocks.Alive.ShouldBe(0);
    }
}
