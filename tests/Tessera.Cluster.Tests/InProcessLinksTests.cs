using System.Collections.Immutable;
using Tessera.Tiling;
using Tessera.Tiling.Machines;
using Tessera.Tiling.Tests.Machines;

namespace Tessera.Cluster.Tests;

public sealed class InProcessLinksTests : IAsyncDisposable
{
    static readonly Epoch First = new(1);
    static readonly ImmutableArray<Worker> Nodes = [new(new("a", 1), 1), new(new("b", 1), 1)];

    readonly BlockLedger _blocks = new();
    readonly IReadOnlyList<IBlockLinks> _links = InProcessLinks.Connect([.. Nodes.Select(node => node.Member)]);
    readonly IAsyncEnumerator<ImmutableArray<Prediction>> _received;

    public InProcessLinksTests()
    {
        _links[0].Open(First, Nodes, [0, 0]);
        _received = _links[1].ReceiveAsync(default).GetAsyncEnumerator();
    }

    [Fact]
    public async Task Blocks_change_hands_without_a_copy()
    {
        _links[1].Open(First, Nodes, [2, 0]);
        var sent = Predictions(First, 2);
        _links[0].Send(1, sent);

        (await _received.MoveNextAsync()).ShouldBeTrue();

        _received.Current.ShouldBe(sent);
        _blocks.Alive.ShouldBe(2);
        Discard(_received.Current);
    }

    [Fact]
    public async Task Credit_is_used_by_sending_and_given_back_by_reading()
    {
        _links[1].Open(First, Nodes, [3, 0]);
        _links[0].Send(1, Predictions(First, 2));
        Should.Throw<InvalidOperationException>(() => _links[0].Send(1, Predictions(First, 2))).Message.ShouldContain("without credit");
        _links[0].Send(1, Predictions(First, 1));

        for (var read = 0; read < 2; read++)
        {
            (await _received.MoveNextAsync()).ShouldBeTrue();
            Discard(_received.Current);
        }

        _links[0].Send(1, Predictions(First, 3));
        (await _received.MoveNextAsync()).ShouldBeTrue();
        Discard(_received.Current);
        _blocks.Alive.ShouldBe(0);
    }

    [Fact]
    public void Nothing_is_accepted_before_the_epoch_is_open()
    {
        Should.Throw<InvalidOperationException>(() => _links[0].Send(1, Predictions(First, 1)));
        _links[1].Open(First, Nodes, [1, 0]);
        Should.Throw<InvalidOperationException>(() => _links[0].Send(1, Predictions(First.Next, 1)));

        _blocks.Alive.ShouldBe(0);
    }

    [Fact]
    public async Task Lower_epoch_is_refused_and_gives_no_credit()
    {
        _links[1].Open(First, Nodes, [5, 0]);
        _links[0].Send(1, Predictions(First, 5));
        _links[1].Open(First.Next, Nodes, [1, 0]);
        _links[0].Send(1, Predictions(First, 1));
        _blocks.Alive.ShouldBe(5);

        (await _received.MoveNextAsync()).ShouldBeTrue();
        Discard(_received.Current);

        Should.Throw<InvalidOperationException>(() => _links[0].Send(1, Predictions(First.Next, 2)));
        _blocks.Alive.ShouldBe(0);
    }

    [Fact]
    public void What_nobody_read_is_disposed_of()
    {
        _links[1].Open(First, Nodes, [4, 0]);
        _links[0].Send(1, Predictions(First, 2));

        _links[1].Dispose();
        _links[0].Send(1, Predictions(First, 2));

        _blocks.Alive.ShouldBe(0);
    }

    public async ValueTask DisposeAsync() => await _received.DisposeAsync();

    ImmutableArray<Prediction> Predictions(Epoch epoch, int count) =>
        [.. Enumerable.Range(0, count).Select(source => new Prediction(epoch, 0, new TileId(source), new TileId(9), _blocks.Make([1, 2])))];

    static void Discard(ImmutableArray<Prediction> predictions) => predictions.ToList().ForEach(prediction => prediction.Block.Dispose());
}
