using System.Collections.Immutable;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster.Tests.Links;

public sealed class InProcessLinksTests : BlockLinksTests
{
    static readonly ImmutableArray<Worker> Nodes = [.. Members.Select(member => new Worker(member, 1))];

    [Fact]
    public async Task Blocks_change_hands_without_a_copy()
    {
        var links = InProcessLinks.Connect(Members);
        links[0].Open(First, Nodes, [0, 2]);
        links[1].Open(First, Nodes, [2, 0]);
        await using var received = links[1].ReceiveAsync(default).GetAsyncEnumerator();
        var sent = Predictions(First, 2);
        links[0].Send(1, sent);

        (await received.MoveNextAsync()).ShouldBeTrue();

        received.Current.ShouldBe(sent);
        Blocks.Alive.ShouldBe(2);
        Discard(sent);
    }

    [Fact]
    public void Nothing_is_accepted_before_the_epoch_is_open()
    {
        var links = InProcessLinks.Connect(Members);
        links[0].Open(First, Nodes, [0, 2]);
        Should.Throw<InvalidOperationException>(() => links[0].Send(1, Predictions(First, 1)));
        links[1].Open(First, Nodes, [1, 0]);
        Should.Throw<InvalidOperationException>(() => links[0].Send(1, Predictions(First.Next, 1)));

        Blocks.Alive.ShouldBe(0);
    }

    protected override Task<(IReadOnlyList<IBlockLinks> Links, ImmutableArray<Worker> Nodes)> ConnectAsync() =>
        Task.FromResult((InProcessLinks.Connect(Members), Nodes));
}
