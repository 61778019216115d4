using System.Net.Sockets;
using System.Text;
using Tessera.Tiling.Machines;
using Tessera.Tiling.Tests.Machines;

namespace Tessera.Cluster.Tests.Links;

/// <summary>Member a, which connects, does not play by the rules; b does.</summary>
public sealed class HostilePeerTests : IAsyncDisposable
{
    static readonly Epoch First = new(1);
    static readonly Member A = new("a", 1);
    static readonly Member B = new("b", 1);

    readonly RentLedger _rented = new();
    readonly List<IDisposable> _peers = [];
    readonly Queue<Prediction> _read = [];
    TcpCluster? _cluster;

    FaultLog Faults => _cluster!.Faults[0];

    TcpLinks Links => _cluster!.Links[0];

    [Fact]
    public async Task No_handshake_is_not_waited_for()
    {
        Listen(TcpCluster.Quick with { LinkHandshakeWithin = TimeSpan.FromMilliseconds(50) });
        var silent = await ConnectAsync();
        var slow = await ConnectAsync();
        await slow.SayAsync(LinkHandshake.Prelude()[..7]);

        await Faults.WaitForAsync(LinkRefusal.Handshake);
        await Faults.WaitForAsync(LinkRefusal.Handshake);

        (await silent.HearAllAsync(isDone: false)).ShouldBeEmpty();
        (await slow.HearAllAsync(isDone: false)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: b\r\n\r\n", LinkRefusal.Magic)]
    [InlineData("\u0016\u0003\u0001 client hello", LinkRefusal.Tls)]
    [InlineData("TESLINK\n\u0001\0\0\0 and then something else, which is no frame", LinkRefusal.Header)]
    [InlineData("TESL", LinkRefusal.Broken)]
    public async Task What_is_no_link_is_refused_without_a_word(string said, LinkRefusal reason)
    {
        Listen();
        var peer = await ConnectAsync();

        await peer.SayAsync(Encoding.Latin1.GetBytes(said));

        (await peer.HearAllAsync()).ShouldBeEmpty();
        await Faults.WaitForAsync(reason);
    }

    [Fact]
    public async Task Another_major_version_is_told_so_and_another_minor_one_is_welcome()
    {
        Listen();
        Open(credits: 1);
        var (major, minor) = (LinkHandshake.Prelude(), LinkHandshake.Prelude());
        (major[8], minor[10]) = (9, 9);
        var greeting = new LinkGreeting(TcpCluster.Name, A, B).Encode();
        var hello = Frames.Bytes(new(FrameKind.Hello, 0, greeting.Length, 0, Crc32C.Of(greeting)), greeting);
        var newer = await ConnectAsync();
        await newer.SayAsync(major, hello);
        Encoding.UTF8.GetString(await newer.HearAllAsync()).ShouldContain("version 9");
        await Faults.WaitForAsync(LinkRefusal.Version);

        var older = await ConnectAsync();
        await older.SayAsync(minor, hello, Frames.Block(1, 1, [1, 2, 3]));

        (await ReadAsync()).Block.Memory.ToArray().ShouldBe([1, 2, 3]);
    }

    [Theory]
    [InlineData("test", "a", 1, "b", 2, LinkRefusal.Member)]
    [InlineData("test", "a", 1, "c", 1, LinkRefusal.Member)]
    [InlineData("test", "a", 0, "b", 1, LinkRefusal.Member)] // another incarnation of a is known to be later
    [InlineData("test", "b", 1, "b", 1, LinkRefusal.Member)]
    [InlineData("test", "x", 1, "b", 1, LinkRefusal.Member)] // b connects to x
    [InlineData("other", "a", 1, "b", 1, LinkRefusal.Cluster)]
    public async Task Greeting_that_is_not_for_this_member_is_refused_with_the_reason(
        string cluster, string from, long incarnation, string to, long toIncarnation, LinkRefusal reason)
    {
        Listen();
        Open(credits: 1);
        var peer = await RawPeer.GreetAsync(Links, new(from, incarnation), new(to, toIncarnation), cluster);
        _peers.Add(peer);

        var heard = Encoding.UTF8.GetString(await peer.HearAllAsync());

        heard.ShouldContain((await Faults.WaitForAsync(reason)).Message);
    }

    [Fact]
    public async Task Greeting_of_great_length_is_refused()
    {
        Listen();
        var peer = await ConnectAsync();
        await peer.SayAsync(LinkHandshake.Prelude(), Frames.Bytes(new(FrameKind.Hello, 0, 5000, 0, 0), []));
        (await Faults.WaitForAsync(LinkRefusal.Header)).Message.ShouldContain("5000");
    }

    public static TheoryData<LinkRefusal, byte[]> Wrongs => new()
    {
        { LinkRefusal.Header, new byte[FrameHeader.Bytes] },
        { LinkRefusal.Header, Frames.Bytes(new((FrameKind)9, 0, 0, 0, 0), []) },
        { LinkRefusal.Header, Frames.Bytes(new(FrameKind.Hello, 0, 0, 0, 0), []) },
        { LinkRefusal.Header, Frames.Bytes(new(FrameKind.Block, 1, 0, 0, 0), []) },
        { LinkRefusal.Header, Frames.Bytes(new(FrameKind.Block, -1, 0, 1, 0), []) },
        { LinkRefusal.Header, Frames.Bytes(new(FrameKind.Refuse, 0, 100_000, 0, 0), []) },
        { LinkRefusal.Length, Frames.Bytes(new(FrameKind.Block, 1, int.MaxValue, 1, 0), []) },
        { LinkRefusal.Length, Frames.Bytes(new(FrameKind.Block, 1, -1, 1, 0), []) },
        { LinkRefusal.Length, Frames.Bytes(new(FrameKind.Block, 0x7FFF_FFFF, 0x7FFF_FFFF, 1, 0), []) },
        { LinkRefusal.Payload, Frames.Bytes(new(FrameKind.Block, 1, 3, 1, 12345), [1, 2, 3]) },
        { LinkRefusal.Epoch, Frames.Block(2, 1, [1]) },
        { LinkRefusal.Sequence, Frames.Block(1, 2, [1]) },
        { LinkRefusal.Sequence, Frames.Block(1, long.MaxValue, [1]) },
        { LinkRefusal.Credit, [.. Frames.Block(1, 1, [1]), .. Frames.Block(1, 2, [1]), .. Frames.Block(1, 3, [1])] },
        { LinkRefusal.Grant, Frames.Grant(1, 1, 5) },
        { LinkRefusal.Grant, [.. Frames.Grant(1, 0, 5), .. Frames.Grant(1, 0, 4)] },
        { LinkRefusal.Header, Frames.Grant(1, 5, 4) },
        { LinkRefusal.Peer, Frames.Bytes(new(FrameKind.Refuse, 0, 2, 7, Crc32C.Of("no"u8)), "no"u8.ToArray()) },
        { LinkRefusal.Broken, [.. Frames.Block(1, 1, [1, 2, 3]).SkipLast(1)] },
    };

    [Theory]
    [MemberData(nameof(Wrongs))]
    public async Task What_breaks_the_protocol_ends_the_connection_and_the_next_one_goes_on(LinkRefusal reason, byte[] said)
    {
        Listen();
        Open(credits: 2);
        var peer = await GreetAsync();
        await peer.SayAsync(said);
        await peer.HearAllAsync();
        await Faults.WaitForAsync(reason);
        var arrived = reason is LinkRefusal.Credit ? 2 : 0;
        for (var i = 0; i < arrived; i++)
        {
            (await ReadAsync()).Block.Dispose();
        }

        var next = await GreetAsync();
        await next.SayAsync(Frames.Block(1, arrived + 1, [7]));

        (await ReadAsync()).Block.Memory.Span[0].ShouldBe((byte)7);
        _rented.Largest.ShouldBeLessThanOrEqualTo(3);
    }

    [Fact]
    public async Task Before_an_epoch_is_open_nothing_is_taken_and_then_a_member_that_came_early_is_heard()
    {
        Listen();
        var early = await GreetAsync();
        await early.SayAsync(Frames.Block(1, 1, [1]));
        await Faults.WaitForAsync(LinkRefusal.Epoch);
        _rented.Most.ShouldBe(0);

        var polite = await GreetAsync();
        await WaitForGrantAsync(polite, epoch: 0);
        Open(credits: 1);
        await WaitForGrantAsync(polite, epoch: 1);
        await polite.SayAsync(Frames.Block(1, 1, [1]));

        (await ReadAsync()).Epoch.ShouldBe(First);
        Faults[LinkRefusal.Epoch].ShouldBe(1);
    }

    [Fact]
    public async Task Lower_epochs_and_repeated_predictions_are_passed_over()
    {
        Listen();
        Open(credits: 2, epoch: 5);
        var peer = await GreetAsync();

        await peer.SayAsync(
            Frames.Block(4, 77, new byte[100_000]), Frames.Block(5, 1, [1]), Frames.Block(5, 1, [8]), Frames.Grant(4, 9, 9), Frames.Block(5, 2, [2]));

        (await ReadAsync()).Block.Memory.ToArray().ShouldBe([1]);
        (await ReadAsync()).Block.Memory.ToArray().ShouldBe([2]);
        _rented.Largest.ShouldBe(1);
    }

    [Fact]
    public async Task Newer_connection_of_a_member_takes_the_place_of_the_one_before()
    {
        Listen();
        Open(credits: 2);
        var first = await GreetAsync();
        await first.SayAsync(Frames.Block(1, 1, [1]));
        (await ReadAsync()).Block.Dispose();

        var second = await GreetAsync();
        await first.HearAllAsync(isDone: false);
        await second.SayAsync(Frames.Block(1, 2, [2]));

        (await ReadAsync()).Block.Memory.ToArray().ShouldBe([2]);
    }

    [Fact]
    public async Task Peer_that_falls_silent_is_given_up()
    {
        Listen(TcpCluster.Quick with { LinkBeat = TimeSpan.FromMilliseconds(10) });
        Open(credits: 2);
        var peer = await GreetAsync();

        await Faults.WaitForAsync(LinkRefusal.Silent);

        await peer.HearAllAsync(isDone: false);
    }

    [Fact]
    public async Task Peer_that_takes_nothing_in_is_given_up()
    {
        Listen(TcpCluster.Quick with { LinkBeat = TimeSpan.FromMilliseconds(10), LinkBeatsMissed = int.MaxValue });
        Open(credits: 20);
        var blocks = new BlockLedger();
        var peer = await GreetAsync();
        await peer.SayAsync(Frames.Grant(1, 0, 20));
        Links.Send(0, [.. Enumerable.Range(0, 20).Select(source => new Prediction(First, 0, new(source), new(0), blocks.Make(new byte[1_000_000])))]);

        await Faults.WaitForAsync(LinkRefusal.Stalled);

        await _cluster!.DisposeAsync();
        blocks.Alive.ShouldBe(0);
    }

    [Fact]
    public async Task Thousands_of_connections_do_not_keep_a_member_out()
    {
        Listen(TcpCluster.Quick with { LinkConnections = 20, LinkHandshakes = 10, LinkHandshakeWithin = TimeSpan.FromHours(1) });
        Open(credits: 1);
        for (var i = 0; i < 2000; i++)
        {
            try
            {
                await ConnectAsync();
            }
            catch (Exception e) when (e is SocketException or InvalidOperationException)
            {
                // Refused so quickly that it was never seen to be there.
            }
        }

        while (Faults[LinkRefusal.Connections] < 1990)
        {
            await Faults.WaitForAsync(LinkRefusal.Connections);
        }

        Faults[LinkRefusal.Connections].ShouldBe(1990);
        _peers.ForEach(peer => peer.Dispose());
        for (var i = 0; i < 10; i++)
        {
            await Faults.WaitForAsync(LinkRefusal.Broken);
        }

        var member = await GreetAsync();
        await member.SayAsync(Frames.Block(1, 1, [1]));
        (await ReadAsync()).Block.Memory.ToArray().ShouldBe([1]);
    }

    [Fact]
    public async Task Many_incarnations_of_one_member_hold_one_connection()
    {
        Listen();
        for (var incarnation = 1; incarnation <= 50; incarnation++)
        {
            var peer = await RawPeer.GreetAsync(Links, A with { Incarnation = incarnation }, B);
            _peers.Add(peer);
            await WaitForGrantAsync(peer, epoch: 0);
        }

        await Task.WhenAll(_peers.SkipLast(1).Cast<RawPeer>().Select(peer => peer.HearAllAsync(isDone: false)));
    }

    public async ValueTask DisposeAsync()
    {
        _peers.ForEach(peer => peer.Dispose());
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }

    void Listen(Limits? limits = null) => _cluster = new([B], limits, rent: _rented.Rent);

    void Open(int credits, int epoch = 1) => Links.Open(new(epoch), [new(A, 1), new(B, 1)], [credits, 0]);

    async Task<RawPeer> ConnectAsync()
    {
        var peer = await RawPeer.ConnectAsync(Links);
        _peers.Add(peer);
        return peer;
    }

    async Task<RawPeer> GreetAsync()
    {
        var peer = await RawPeer.GreetAsync(Links, A, B);
        _peers.Add(peer);
        return peer;
    }

    async Task<Prediction> ReadAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await using var received = Links.ReceiveAsync(patience.Token).GetAsyncEnumerator();
        while (_read.Count == 0)
        {
            (await received.MoveNextAsync()).ShouldBeTrue();
            received.Current.ToList().ForEach(_read.Enqueue);
        }

        return _read.Dequeue();
    }

    /// <summary>Reads what the links say until they grant credit for an epoch.</summary>
    static async Task WaitForGrantAsync(RawPeer peer, int epoch)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var header = new byte[FrameHeader.Bytes];
        while (true)
        {
            await peer.Stream.ReadExactlyAsync(header.AsMemory(0, LinkHandshake.PreludeBytes), patience.Token);
            if (!header.AsSpan(0, LinkHandshake.PreludeBytes).SequenceEqual(LinkHandshake.Prelude()))
            {
                await peer.Stream.ReadExactlyAsync(header.AsMemory(LinkHandshake.PreludeBytes), patience.Token);
                var frame = FrameHeader.Read(header, 1000);
                await peer.Stream.ReadExactlyAsync(new byte[frame.Length], patience.Token);
                if (frame.Kind is FrameKind.Grant && frame.Epoch == epoch)
                {
                    return;
                }
            }
        }
    }
}
