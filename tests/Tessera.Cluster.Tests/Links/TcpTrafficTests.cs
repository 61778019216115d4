using System.Collections.Immutable;
using Tessera.Tiling.Machines;
using Tessera.Tiling.Tests.Machines;

namespace Tessera.Cluster.Tests.Links;

public sealed class TcpTrafficTests(Certificates certificates) : IClassFixture<Certificates>
{
    static readonly Epoch First = new(1);
    static readonly Member A = new("a", 1);
    static readonly Member B = new("b", 1);
    static readonly Member C = new("c", 1);

    readonly RentLedger _rented = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Thousands_of_blocks_between_three_nodes_arrive_once_and_right(bool hasTls)
    {
        var exchange = new Exchange(First, rounds: 40, blocks: 12, largest: 200_000, seed: 1);
        await using (var cluster = new TcpCluster([A, B, C], tls: name => hasTls ? certificates.Of(name) : null, rent: _rented.Rent))
        {
            cluster.Open(First, exchange.Credits);
            await exchange.RunAsync(cluster.Links);
        }

        _rented.Alive.ShouldBe(0);
        exchange.Blocks.Alive.ShouldBe(0);
    }

    [Fact]
    public async Task What_is_sent_early_is_held_until_the_other_side_has_opened_the_epoch()
    {
        var blocks = new BlockLedger();
        await using var cluster = new TcpCluster([A, B]);
        cluster.Links[0].Open(First, cluster.Nodes, [0, 3]);
        cluster.Links[0].Send(1, Predictions(blocks, First, 3));
        Should.Throw<InvalidOperationException>(() => cluster.Links[0].Send(1, Predictions(blocks, First, 1)));

        cluster.Links[1].Open(First, cluster.Nodes, [3, 0]);

        (await ReadAsync(cluster.Links[1], 3)).Select(prediction => prediction.Source.Value).ShouldBe([0, 1, 2]);
    }

    [Fact]
    public async Task Whoever_cannot_be_reached_is_named_until_it_can_be_if_anything_is_to_be_exchanged_with_it()
    {
        await using var cluster = new TcpCluster([A, B]);
        var nowhere = new Worker(C, 1, "127.0.0.1:1");
        cluster.Links[0].Unlinked.ShouldBeEmpty();
        cluster.Links[0].Open(First, [.. cluster.Nodes, nowhere], [0, 3, 3]);
        cluster.Links[0].Unlinked.ShouldContain(C);
        cluster.Links[1].Open(First, [.. cluster.Nodes, nowhere], [3, 0, 0]);

        while (cluster.Links[0].Unlinked.Contains(B) || !cluster.Links[1].Unlinked.IsEmpty)
        {
            await Task.Yield();
        }

        cluster.Links[0].Unlinked.ShouldBe([C]);
    }

    [Fact]
    public async Task Epochs_follow_each_other_at_any_moment_and_every_block_is_disposed_of_once()
    {
        var blocks = new BlockLedger();
        var random = new Random(5);
        await using (var cluster = new TcpCluster([A, B], rent: _rented.Rent))
        {
            for (var epoch = First; epoch.Value <= 300; epoch = epoch.Next)
            {
                foreach (var node in random.Next(2) == 0 ? new[] { 0, 1 } : [1, 0])
                {
                    cluster.Links[node].Open(epoch, cluster.Nodes, node == 0 ? [0, 20] : [20, 0]);
                    cluster.Links[node].Send(1 - node, Predictions(blocks, epoch, random.Next(1, 21), bytes: 60_000));
                }

                foreach (var links in cluster.Links.Take(random.Next(3)))
                {
                    (await ReadAsync(links, 1)).ShouldAllBe(prediction => prediction.Epoch == epoch);
                }
            }
        }

        blocks.Alive.ShouldBe(0);
        _rented.Alive.ShouldBe(0);
    }

    [Fact]
    public async Task Members_that_are_no_longer_in_the_epoch_are_left_alone_and_may_come_back()
    {
        var exchange = new Exchange(new(3), rounds: 3, blocks: 2, largest: 100, seed: 1);
        await using (var cluster = new TcpCluster([A, B, C]))
        {
            var all = cluster.Nodes;
            cluster.Open(First, 4);
            cluster.Links[0].Open(new(2), [all[0], all[2]], [0, 4]);
            cluster.Links[2].Open(new(2), [all[0], all[2]], [4, 0]);
            cluster.Links[0].Send(1, Predictions(exchange.Blocks, new(2), 1));
            (await ReadAsync(cluster.Links[2], 1)).Count.ShouldBe(1);

            cluster.Open(new(3), exchange.Credits);
            await exchange.RunAsync(cluster.Links);
        }

        exchange.Blocks.Alive.ShouldBe(0);
    }

    [Fact]
    public async Task Epoch_that_is_not_higher_is_refused()
    {
        await using var cluster = new TcpCluster([A, B]);
        cluster.Open(new(2), 1);

        Should.Throw<ArgumentOutOfRangeException>(() => cluster.Open(new(2), 1));
        Should.Throw<ArgumentOutOfRangeException>(() => cluster.Open(First, 1));
    }

    [Fact]
    public async Task Block_above_the_limit_is_the_senders_mistake()
    {
        var blocks = new BlockLedger();
        await using var cluster = new TcpCluster([A, B], TcpCluster.Quick with { LinkBlockBytes = 1000 });
        cluster.Open(First, 2);

        Should.Throw<ArgumentOutOfRangeException>(() => cluster.Links[0].Send(1, Predictions(blocks, First, 1, bytes: 1001)));

        blocks.Alive.ShouldBe(0);
    }

    static ImmutableArray<Prediction> Predictions(BlockLedger blocks, Epoch epoch, int count, int bytes = 10) =>
        [.. Enumerable.Range(0, count).Select(source => new Prediction(epoch, 0, new(source), new(9), blocks.Make(new byte[bytes])))];

    static async Task<List<Prediction>> ReadAsync(TcpLinks links, int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var read = new List<Prediction>();
        await foreach (var predictions in links.ReceiveAsync(patience.Token))
        {
            read.AddRange(predictions);
            predictions.ToList().ForEach(prediction => prediction.Block.Dispose());
            if (read.Count >= count)
            {
                break;
            }
        }

        return read;
    }
}
