using System.Collections.Immutable;
using Tessera.Tiling;
using Tessera.Tiling.Machines;
using Tessera.Tiling.Tests.Machines;

namespace Tessera.Cluster.Tests.Links;

/// <summary>What every kind of links has to do, between two nodes.</summary>
public abstract class BlockLinksTests : IAsyncLifetime
{
    protected static readonly Epoch First = new(1);
    protected static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    protected static readonly ImmutableArray<Member> Members = [new("a", 1), new("b", 1)];

    readonly CancellationTokenSource _ended = new();
    IReadOnlyList<IBlockLinks> _links = [];
    ImmutableArray<Worker> _nodes = [];
    List<IAsyncEnumerator<ImmutableArray<Prediction>>> _received = [];

    protected BlockLedger Blocks { get; } = new();

    [Fact]
    public async Task Everything_arrives_once_in_both_directions()
    {
        Open(First, credits: 64);
        foreach (var node in new[] { 0, 1 })
        {
            for (var evaluation = 0; evaluation < 8; evaluation++)
            {
                Send(node, Predictions(First, 8, evaluation));
            }
        }

        foreach (var node in new[] { 1, 0 })
        {
            var received = await ReadAsync(node, 64);

            received.Select(prediction => (prediction.Evaluation, prediction.Source.Value))
                .ShouldBe(from evaluation in Enumerable.Range(0, 8) from source in Enumerable.Range(0, 8) select (evaluation, source), ignoreOrder: true);
            received.ShouldAllBe(prediction => prediction.Epoch == First && prediction.Target == new TileId(9));
            received.ForEach(prediction => prediction.Block.Memory.ToArray().ShouldBe(Content(prediction.Evaluation, prediction.Source.Value)));
            Discard(received);
        }
    }

    [Fact]
    public async Task Credit_is_used_by_sending_and_known_again_with_what_the_reader_sends()
    {
        Open(First, credits: 3);
        Send(0, Predictions(First, 2));
        Should.Throw<InvalidOperationException>(() => Send(0, Predictions(First, 2))).Message.ShouldContain("credit");
        Send(0, Predictions(First, 1));
        for (var round = 1; round <= 20; round++)
        {
            Discard(await ReadAsync(1, 3));
            Send(1, Predictions(First, 1));
            Discard(await ReadAsync(0, 1));
            Send(0, Predictions(First, 3, round));
            Should.Throw<InvalidOperationException>(() => Send(0, Predictions(First, 1)));
        }

        Discard(await ReadAsync(1, 3));
    }

    [Fact]
    public void Nothing_is_sent_of_an_epoch_that_is_not_open()
    {
        Open(First, credits: 3);

        Should.Throw<InvalidOperationException>(() => Send(0, Predictions(First.Next, 1)));

        Blocks.Alive.ShouldBe(0);
    }

    [Fact]
    public async Task Lower_epochs_are_over_and_take_no_credit()
    {
        Open(First, credits: 5);
        Send(0, Predictions(First, 5));
        Open(First.Next, credits: 2);
        Send(0, Predictions(First, 3));
        Send(0, Predictions(First.Next, 2));

        var (late, current) = (0, 0);
        while (current < 2)
        {
            foreach (var prediction in await ReadAsync(1, 1))
            {
                prediction.Block.Dispose();
                _ = prediction.Epoch == First ? late++ : current++;
            }
        }

        late.ShouldBeLessThanOrEqualTo(5);
        current.ShouldBe(2);
        Send(1, Predictions(First.Next, 1));
        Discard(await ReadAsync(0, 1));
        Should.Throw<InvalidOperationException>(() => Send(0, Predictions(First.Next, 3)));
        Send(0, Predictions(First.Next, 2));
    }

    [Fact]
    public async Task Empty_blocks_and_large_ones_arrive()
    {
        Open(First, credits: 4);
        byte[][] contents = [[], [1], new byte[1_000_000], []];
        Array.Fill(contents[2], (byte)7);
        Send(0, [.. contents.Select((content, source) => new Prediction(First, 0, new(source), new(9), Blocks.Make(content)))]);

        var received = await ReadAsync(1, 4);

        received.OrderBy(prediction => prediction.Source).Select(prediction => prediction.Block.Memory.ToArray()).ShouldBe(contents);
        Discard(received);
    }

    [Fact]
    public void What_nobody_read_and_what_comes_later_is_disposed_of()
    {
        Open(First, credits: 4);
        Send(0, Predictions(First, 2));

        _links[0].Dispose();
        _links[1].Dispose();

        Send(0, Predictions(First, 2));
    }

    [Fact]
    public async Task Reading_ends_with_the_links()
    {
        Open(First, credits: 4);
        var reading = _received[0].MoveNextAsync();

        _links[0].Dispose();

        (await reading.AsTask().WaitAsync(Patience)).ShouldBeFalse();
    }

    public virtual async Task InitializeAsync()
    {
        (_links, _nodes) = await ConnectAsync();
        _received = [.. _links.Select(links => links.ReceiveAsync(_ended.Token).GetAsyncEnumerator())];
    }

    public virtual async Task DisposeAsync()
    {
        await _ended.CancelAsync();
        foreach (var received in _received)
        {
            await received.DisposeAsync();
        }

        foreach (var links in _links)
        {
            links.Dispose();
            if (links is IAsyncDisposable slow)
            {
                await slow.DisposeAsync();
            }
        }

        _ended.Dispose();
        Blocks.Alive.ShouldBe(0);
    }

    protected abstract Task<(IReadOnlyList<IBlockLinks> Links, ImmutableArray<Worker> Nodes)> ConnectAsync();

    protected void Open(Epoch epoch, int credits)
    {
        _links[0].Open(epoch, _nodes, [0, credits]);
        _links[1].Open(epoch, _nodes, [credits, 0]);
    }

    void Send(int from, ImmutableArray<Prediction> predictions) => _links[from].Send(1 - from, predictions);

    async Task<List<Prediction>> ReadAsync(int node, int count)
    {
        var read = new List<Prediction>();
        while (read.Count < count)
        {
            (await _received[node].MoveNextAsync().AsTask().WaitAsync(Patience)).ShouldBeTrue();
            read.AddRange(_received[node].Current);
        }

        return read;
    }

    protected ImmutableArray<Prediction> Predictions(Epoch epoch, int count, int evaluation = 0) =>
    [
        .. Enumerable.Range(0, count).Select(source => new Prediction(epoch, evaluation, new(source), new(9), Blocks.Make(Content(evaluation, source)))),
    ];

    static byte[] Content(int evaluation, int source) => [.. Enumerable.Range(0, 1000 * (1 + source)).Select(i => (byte)((evaluation * 31) + (source * 7) + i))];

    protected static void Discard(IEnumerable<Prediction> predictions) => predictions.ToList().ForEach(prediction => prediction.Block.Dispose());
}
