using System.Buffers.Binary;
using Tessera.Cluster;
using Tessera.Tiling.Machines;

namespace Conformance.Seam;

/// <summary>
/// What every engine behind <see cref="IClusterSeam"/> does. Engines differ in one thing: whether sending to a member that is not there fails, or
/// is lost.
/// </summary>
public abstract class SeamConformance : IDisposable
{
    const byte Marker = 255;
    readonly List<IClusterSeam> _joined = [];

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _joined.ForEach(seam => seam.Dispose());
    }

    [Fact]
    public async Task First_signal_says_that_we_are_online()
    {
        var seam = Join("a");

        (await seam.NextAsync()).ShouldBeOfType<Signal.Online>();
        seam.TrySend(seam.Self, [1]).ShouldBeTrue();
    }

    [Fact]
    public async Task Message_arrives_with_its_sender_and_a_copy_of_its_body()
    {
        var (a, b) = (await OnlineAsync("a"), await OnlineAsync("b"));
        var body = new byte[] { 1, 2, 3 };

        a.TrySend(b.Self, body).ShouldBeTrue();
        Array.Clear(body);

        var heard = await b.NextAsync<Signal.Received>();
        (heard.From, Convert.ToHexString(heard.Body.Span)).ShouldBe((a.Self, "010203"));
    }

    [Fact]
    public async Task Bodies_may_be_empty_and_as_large_as_the_limit_and_arrive_whole()
    {
        var (a, b) = (await OnlineAsync("a"), await OnlineAsync("b"));
        var large = new byte[Limits.ControlBytes];
        new Random(1).NextBytes(large);

        a.TrySend(b.Self, []).ShouldBeTrue();
        a.TrySend(b.Self, large).ShouldBeTrue();

        (await b.NextAsync<Signal.Received>()).Body.Length.ShouldBe(0);
        (await b.NextAsync<Signal.Received>()).Body.Span.SequenceEqual(large).ShouldBeTrue();
    }

    [Fact]
    public async Task Larger_body_is_refused()
    {
        var a = await OnlineAsync("a");

        Should.Throw<ArgumentException>(() => a.TrySend(a.Self, new byte[Limits.ControlBytes + 1])).Message.ShouldContain("65537");
        Should.Throw<ArgumentException>(() => a.TryBroadcast(new byte[Limits.ControlBytes + 1])).Message.ShouldContain("65537");
    }

    [Fact]
    public async Task Ten_thousand_messages_of_one_member_arrive_in_order_and_at_most_once()
    {
        var (a, b) = (await OnlineAsync("a"), await OnlineAsync("b"));

        var sending = SendAsync(a, b.Self, 10_000);
        var heard = new List<int>();
        do
        {
            heard.Add(BinaryPrimitives.ReadInt32LittleEndian((await b.NextAsync<Signal.Received>()).Body.Span));
        }
        while (heard[^1] < 9_999);

        await sending;
        heard.Zip(heard.Skip(1)).ShouldAllBe(pair => pair.First < pair.Second);
        heard.Count.ShouldBeGreaterThan(1_000);
    }

    [Fact]
    public async Task Concurrent_senders_each_keep_their_order_also_between_broadcasts_and_other_messages()
    {
        // Room for all: a full queue may lose any but the youngest.
        var limits = new Limits { SignalQueue = 4096 };
        var b = await OnlineAsync("b", limits);
        var senders = await Task.WhenAll(Enumerable.Range(0, 6).Select(index => OnlineAsync($"a{index}", limits, hearsBroadcasts: false)));

        var sending = Task.WhenAll(senders.Select(sender => Task.Run(() => SendAsync(sender, b.Self, 500, broadcasts: true))));
        var heard = senders.ToDictionary(sender => sender.Self, _ => new List<int>());
        for (var received = 0; received < 3_000; received++)
        {
            var message = await b.NextAsync<Signal.Received>();
            heard[message.From].Add(BinaryPrimitives.ReadInt32LittleEndian(message.Body.Span));
        }

        await sending;
        heard.Values.ShouldAllBe(numbers => numbers.SequenceEqual(Enumerable.Range(0, 500)));
    }

    [Fact]
    public async Task Threads_of_one_member_may_send_at_once()
    {
        var (a, b) = (await OnlineAsync("a"), await OnlineAsync("b"));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
            Enumerable.Range(0, 50).ShouldAllBe(_ => a.TrySend(b.Self, new[] { (byte)thread })))));

        a.TrySend(b.Self, [Marker]);
        var heard = new List<byte>();
        while (heard.LastOrDefault() != Marker)
        {
            heard.Add((await b.NextAsync<Signal.Received>()).Body.Span[0]);
        }

        heard.CountBy(value => value).Select(count => count.Value).ShouldBe([50, 50, 50, 50, 1], ignoreOrder: true);
    }

    [Fact]
    public async Task Broadcast_reaches_all_others_that_listen_and_not_oneself()
    {
        var (a, b, c) = (await OnlineAsync("a"), await OnlineAsync("b"), await OnlineAsync("c"));
        var worker = await OnlineAsync("worker", hearsBroadcasts: false);

        a.TryBroadcast([7]).ShouldBeTrue();
        (await b.HearAsync(7)).From.ShouldBe(a.Self);
        (await c.HearAsync(7)).From.ShouldBe(a.Self);
        worker.TryBroadcast([8]).ShouldBeTrue();
        foreach (var other in (IClusterSeam[])[a, b, c])
        {
            (await other.HearAsync(8)).From.ShouldBe(worker.Self);
        }

        // What comes next tells what did not come.
        foreach (var (to, from) in ((IClusterSeam, IClusterSeam)[])[(worker, a), (a, a)])
        {
            from.TrySend(to.Self, [Marker]).ShouldBeTrue();
            (await to.NextAsync<Signal.Received>()).Body.ToArray().ShouldBe([Marker]);
        }
    }

    [Fact]
    public async Task Message_for_an_earlier_incarnation_never_reaches_a_later_one()
    {
        var a = await OnlineAsync("a");
        var before = await OnlineAsync("b");
        before.Dispose();
        var after = await OnlineAsync("b");

        after.Self.Name.ShouldBe(before.Self.Name);
        after.Self.Incarnation.ShouldBeGreaterThan(before.Self.Incarnation);
        a.TrySend(before.Self, [1]).ShouldBe(KnowsOnlyLater);
        a.TrySend(after.Self, [2]).ShouldBeTrue();
        (await after.NextAsync<Signal.Received>()).Body.ToArray().ShouldBe([2]);
    }

    [Fact]
    public async Task Message_for_nobody_fails_or_is_lost()
    {
        var (a, b) = (await OnlineAsync("a"), await OnlineAsync("b"));

        a.TrySend(new Member("nobody", 1), [1]).ShouldBe(KnowsOnlyLater);
        a.TrySend(b.Self, [2]).ShouldBeTrue();

        await b.HearAsync(2);
    }

    [Fact]
    public async Task Others_that_listen_hear_that_a_member_has_left_after_what_it_said_and_its_own_signals_end()
    {
        var (a, b) = (await OnlineAsync("a"), await OnlineAsync("b"));

        b.TrySend(a.Self, [1]).ShouldBeTrue();
        b.Dispose();
        b.Dispose();

        await a.HearAsync(1);
        (await a.NextAsync<Signal.Gone>()).Who.ShouldBe(b.Self);
        await b.Signals.Completion.WaitAsync(Listening.Patience, TimeProvider.System);
        b.TrySend(a.Self, [2]).ShouldBeFalse();
        b.TryBroadcast([2]).ShouldBeFalse();
    }

    [Fact]
    public async Task Member_that_does_not_read_holds_nobody_up_and_its_queue_stays_bounded()
    {
        var limits = new Limits { SignalQueue = 16 };
        var (a, deaf, b) = (await OnlineAsync("a", limits), await OnlineAsync("deaf", limits), await OnlineAsync("b", limits));

        for (var sent = 0; sent < 2_000; sent++)
        {
            a.TrySend(deaf.Self, BitConverter.GetBytes(sent));
            if (sent % 10 == 0)
            {
                await Task.Yield();
            }
        }

        await Listening.UntilAsync(() => a.TrySend(b.Self, [Marker]));
        await b.HearAsync(Marker);
        deaf.Signals.Count.ShouldBeInRange(1, 16);
    }

    [Fact]
    public async Task Members_may_come_and_go_while_others_talk()
    {
        var (a, b) = (await OnlineAsync("a"), await OnlineAsync("b"));
        using var enough = new CancellationTokenSource();
        var talking = Task.Run(async () =>
        {
            for (byte number = 0; !enough.IsCancellationRequested; number = (byte)((number + 1) % 100))
            {
                a.TryBroadcast([number]);
                a.TrySend(b.Self, [number]);
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            }
        });
        var hearing = Task.Run(() => b.HearAsync(Marker));

        for (var round = 0; round < 10; round++)
        {
            var guest = await OnlineAsync("guest");
            await guest.NextAsync<Signal.Received>();
            guest.Dispose();
        }

        await enough.CancelAsync();
        await talking;
        await Listening.UntilAsync(() => a.TrySend(b.Self, [Marker]));
        (await hearing).From.ShouldBe(a.Self);
    }

    /// <summary>Whether sending to a member that is not there succeeds, as nobody knows yet.</summary>
    protected abstract bool KnowsOnlyLater { get; }

    protected abstract IClusterSeam Make(string name, bool hearsBroadcasts, Limits limits);

    protected IClusterSeam Join(string name, bool hearsBroadcasts = true, Limits? limits = null)
    {
        var seam = Make(name, hearsBroadcasts, limits ?? new Limits());
        _joined.Add(seam);
        return seam;
    }

    protected async Task<IClusterSeam> OnlineAsync(string name, Limits? limits = null, bool hearsBroadcasts = true)
    {
        var seam = Join(name, hearsBroadcasts, limits);
        (await seam.NextAsync()).ShouldBeOfType<Signal.Online>();
        return seam;
    }

    /// <summary>Sends numbers from 0 on; where a queue is full, waits and tries again.</summary>
    static async Task SendAsync(IClusterSeam from, Member to, int count, bool broadcasts = false)
    {
        for (var number = 0; number < count; number++)
        {
            while (!(broadcasts && number % 2 == 1 ? from.TryBroadcast(BitConverter.GetBytes(number)) : from.TrySend(to, BitConverter.GetBytes(number))))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            }
        }
    }
}
