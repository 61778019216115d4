using Tessera.Tiling.Machines;

namespace Tessera.Cluster.Tests.Links;

public sealed class LinkFuzzTests
{
    const int Credits = 6;
    const int Largest = 2000;

    static readonly Epoch Current = new(3);
    static readonly Member A = new("a", 1);
    static readonly Member B = new("b", 1);

    readonly RentLedger _rented = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Fifty_thousand_damaged_streams_give_right_blocks_or_none(int seed)
    {
        var random = new Random(seed);
        var (contents, frames) = Stream(random);
        byte[] all = [.. frames.SelectMany(frame => frame)];
        var (whole, refused) = (0, 0);
        for (var i = 0; i < 50_000; i++)
        {
            var (arrived, why) = await HearAsync(Mutations.Apply(all, random), random);

            arrived.Count.ShouldBeLessThanOrEqualTo(contents.Count);
            for (var n = 0; n < arrived.Count; n++)
            {
                arrived[n].Evaluation.ShouldBe(n);
                arrived[n].Block.Memory.Span.SequenceEqual(contents[n]).ShouldBeTrue();
            }

            Discard(arrived);
            whole += arrived.Count == contents.Count ? 1 : 0;
            refused += why is not LinkRefusal.Broken ? 1 : 0;
        }

        whole.ShouldBeGreaterThan(100);
        refused.ShouldBeGreaterThan(20_000);
        _rented.Alive.ShouldBe(0);
        _rented.Most.ShouldBeLessThanOrEqualTo(Credits + 1);
        _rented.Largest.ShouldBeLessThanOrEqualTo(Largest);
    }

    [Fact]
    public async Task Twenty_thousand_forged_streams_take_no_more_than_credit_allows()
    {
        var random = new Random(3);
        var (_, frames) = Stream(random);
        var reasons = new HashSet<LinkRefusal>();
        for (var i = 0; i < 20_000; i++)
        {
            var forged = frames.Select(frame => frame.ToArray()).ToList();
            Mutations.Forge(forged[random.Next(forged.Count)].AsSpan(0, FrameHeader.Bytes), random);

            var (arrived, why) = await HearAsync([.. forged.SelectMany(frame => frame)], random);

            arrived.Count.ShouldBeLessThanOrEqualTo(Credits);
            Discard(arrived);
            reasons.Add(why);
        }

        reasons.ShouldBe(
        [
            LinkRefusal.Broken, LinkRefusal.Header, LinkRefusal.Length, LinkRefusal.Payload, LinkRefusal.Epoch, LinkRefusal.Sequence, LinkRefusal.Grant,
        ], ignoreOrder: true);
        _rented.Alive.ShouldBe(0);
        _rented.Most.ShouldBeLessThanOrEqualTo(Credits + 1);
        _rented.Largest.ShouldBeLessThanOrEqualTo(Largest);
    }

    [Fact]
    public async Task Three_thousand_damaged_connections_leave_a_listener_as_it_was()
    {
        var random = new Random(4);
        var (contents, frames) = Stream(random);
        var greeting = new LinkGreeting(TcpCluster.Name, A, B).Encode();
        byte[] all =
        [
            .. LinkHandshake.Prelude(), .. Frames.Bytes(new(FrameKind.Hello, 0, greeting.Length, 0, Crc32C.Of(greeting)), greeting), .. frames.SelectMany(frame => frame),
        ];
        await using (var cluster = new TcpCluster([B], TcpCluster.Quick with { LinkBlockBytes = Largest }, rent: _rented.Rent))
        {
            var links = cluster.Links[0];
            for (var i = 1; i <= 3000; i++)
            {
                // Each has an epoch of its own, so each may say all of it.
                links.Open(new(Current.Value + i), [new(A, 1), new(B, 1)], [Credits, 0]);
                using var peer = await RawPeer.ConnectAsync(links);
                await peer.SayAsync(Mutations.Apply(all, random));
                await peer.HearAllAsync();
            }

            var last = new Epoch(Current.Value + 3001);
            links.Open(last, [new(A, 1), new(B, 1)], [Credits, 0]);
            using var member = await RawPeer.GreetAsync(links, A, B);
            await member.SayAsync([.. contents.Select((content, n) => Frames.Block(last.Value, n + 1, content))]);
            await using var received = links.ReceiveAsync(default).GetAsyncEnumerator();
            for (var n = 0; n < contents.Count;)
            {
                (await received.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1))).ShouldBeTrue();
                foreach (var prediction in received.Current)
                {
                    prediction.Epoch.ShouldBe(last);
                    prediction.Block.Memory.ToArray().ShouldBe(contents[n++]);
                    prediction.Block.Dispose();
                }
            }
        }

        _rented.Alive.ShouldBe(0);
        _rented.Largest.ShouldBeLessThanOrEqualTo(Largest);
    }

    /// <summary>What a peer in order says: credit, something late, and as many predictions as it has credit for.</summary>
    static (List<byte[]> Contents, List<byte[]> Frames) Stream(Random random)
    {
        List<byte[]> contents = [.. new[] { 0, 1, 40, 300, 1500, 17 }.Select(length => new byte[length])];
        contents.ForEach(random.NextBytes);
        return (contents,
        [
            Frames.Grant(Current.Value, 0, Credits),
            Frames.Block(Current.Value - 1, 5, [1, 2, 3]),
            .. contents.Select((content, n) => Frames.Block(Current.Value, n + 1, content, evaluation: n)),
            Frames.Grant(Current.Value, 0, Credits + 1),
        ]);
    }

    static void Discard(List<Prediction> predictions) => predictions.ForEach(prediction => prediction.Block.Dispose());

    /// <summary>Hears a stream with nothing but what reads a connection, in this thread.</summary>
    async Task<(List<Prediction> Arrived, LinkRefusal Why)> HearAsync(byte[] said, Random random)
    {
        var gate = new Lock();
        var arrivals = new Arrivals();
        var end = new LinkEnd(A, arrivals);
        var options = TcpCluster.Options(B, rent: _rented.Rent);
        using var connection = new LinkConnection(end, gate, options, new(new MemoryPipe(said, random), null, Largest));
        end.Open(Current, Credits);
        end.Attach(connection);
        var why = LinkRefusal.Broken;
        try
        {
            await connection.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(1));
        }
        catch (LinkException e)
        {
            why = e.Reason;
        }

        return ([.. arrivals.Take()], why);
    }
}
