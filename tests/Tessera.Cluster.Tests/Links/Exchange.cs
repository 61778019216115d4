using Tessera.Tiling;
using Tessera.Tiling.Machines;
using Tessera.Tiling.Tests.Machines;

namespace Tessera.Cluster.Tests.Links;

/// <summary>
/// Nodes that behave as a plan has them: in each round each sends some blocks to every other, and goes on when it has all of theirs. So one may
/// be a round ahead, and the credit for two rounds is always enough.
/// </summary>
sealed class Exchange(Epoch epoch, int rounds, int blocks, int largest, int seed)
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public int Credits => 2 * blocks;

    public BlockLedger Blocks { get; } = new();

    /// <summary>Ends when every node has read everything, each block once and right.</summary>
    public Task RunAsync(IReadOnlyList<IBlockLinks> links) =>
        Task.WhenAll(links.Select((own, node) => Task.Run(() => RunAsync(own, node, links.Count)))).WaitAsync(Patience);

    async Task RunAsync(IBlockLinks links, int node, int nodes)
    {
        await using var received = links.ReceiveAsync(default).GetAsyncEnumerator();
        var seen = new HashSet<(int From, int Round, int Block)>();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var other in Enumerable.Range(0, nodes).Where(other => other != node))
            {
                links.Send(other, [.. Enumerable.Range(0, blocks).Select(block => Make(node, other, round, block))]);
            }

            while (seen.Count(block => block.Round == round) < (nodes - 1) * blocks)
            {
                (await received.MoveNextAsync()).ShouldBeTrue();
                foreach (var prediction in received.Current)
                {
                    var (from, block) = Math.DivRem(prediction.Source.Value, blocks);
                    seen.Add((from, prediction.Evaluation, block)).ShouldBeTrue();
                    prediction.Epoch.ShouldBe(epoch);
                    prediction.Target.ShouldBe(new TileId(node));
                    prediction.Block.Memory.Span.SequenceEqual(Content(from, node, prediction.Evaluation, block)).ShouldBeTrue();
                    prediction.Block.Dispose();
                }
            }

            seen.RemoveWhere(block => block.Round < round);
        }
    }

    Prediction Make(int from, int to, int round, int block) =>
        new(epoch, round, new((from * blocks) + block), new(to), Blocks.Make(Content(from, to, round, block)));

    byte[] Content(int from, int to, int round, int block)
    {
        var random = new Random(((((((((seed * 31) + from) * 31) + to) * 8191) + round) * 1021) + block));
        var content = new byte[random.Next(4) == 0 ? random.Next(16) : random.Next(largest + 1)];
        random.NextBytes(content);
        return content;
    }
}
