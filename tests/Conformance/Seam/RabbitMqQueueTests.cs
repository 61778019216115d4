using Tessera.Cluster;
using Tessera.Cluster.RabbitMq;
using Tessera.Tiling.Machines;

namespace Conformance.Seam;

/// <summary>What is on the broker, and what strangers may do to it.</summary>
[Collection(SharedBroker.Name)]
public sealed class RabbitMqQueueTests(SharedBroker broker) : IAsyncLifetime
{
    readonly string _cluster = $"c{Guid.NewGuid():N}";
    readonly List<RabbitMqSeam> _joined = [];
    RawClient _raw = null!;

    public async Task InitializeAsync() => _raw = await RawClient.OpenAsync(broker.Server);

    public async Task DisposeAsync()
    {
        await Task.WhenAll(_joined.Select(seam => seam.DisposeAsync().AsTask()));
        await _raw.DisposeAsync();
    }

    [Fact]
    public async Task Queue_is_named_after_the_member_durable_not_exclusive_and_bounded_in_every_way()
    {
        var a = await OnlineAsync("a", new Limits { SignalQueue = 77 });

        var queues = await broker.Server.ControlAsync("list_queues", "name", "durable", "exclusive", "auto_delete", "arguments");

        var queue = queues.Split('\n').Single(line => line.StartsWith(a.Self.ToString(), StringComparison.Ordinal)).Split('\t');
        queue[1..4].ShouldBe(["true", "false", "false"]);
        foreach (var argument in (string[])[
            "\"x-expires\",60000", "\"x-message-ttl\",10000", "\"x-max-length\",77", "\"x-max-length-bytes\",8388608", "\"x-overflow\",\"drop-head\""])
        {
            queue[4].Replace(" ", "", StringComparison.Ordinal).ShouldContain(argument);
        }
    }

    [Fact]
    public async Task Queue_goes_when_its_member_leaves()
    {
        var a = await OnlineAsync("a");
        (await broker.Server.ControlAsync("list_queues", "name")).ShouldContain(a.Self.ToString());

        await a.DisposeAsync();

        (await broker.Server.ControlAsync("list_queues", "name")).ShouldNotContain(a.Self.ToString());
    }

    [Fact]
    public async Task What_does_not_keep_to_the_rules_is_counted_and_dropped()
    {
        var (a, b) = (await OnlineAsync("a"), await OnlineAsync("b"));
        using var counts = new ControlCounts();
        var (queue, good) = (a.Self.ToString(), b.Self.ToString());

        await _raw.PublishAsync("", queue, appId: null, type: null, bytes: 3);
        await _raw.PublishAsync("", queue, appId: "no incarnation", type: "control", bytes: 3);
        await _raw.PublishAsync("", queue, appId: "b.-1", type: "control", bytes: 3);
        await _raw.PublishAsync("", queue, appId: "b.99999999999999999999", type: "control", bytes: 3);
        await _raw.PublishAsync($"{_cluster}.broadcasts", "", appId: ".1", type: "control", bytes: 3);
        await _raw.PublishAsync("", queue, good, type: "what", bytes: 3);
        await _raw.PublishAsync("", queue, good, type: null, bytes: 3);
        await _raw.PublishAsync("", queue, good, type: "control", bytes: Limits.ControlBytes + 1);
        await _raw.PublishAsync("", queue, good, type: "control", bytes: 200_000);
        await _raw.PublishAsync("", queue, good, type: "control", bytes: 1);

        (await a.NextAsync()).ShouldBeOfType<Signal.Received>().Body.Length.ShouldBe(1);
        (counts.Refused(ControlRefusal.Sender), counts.Refused(ControlRefusal.Kind), counts.Refused(ControlRefusal.Oversized)).ShouldBe((6, 2, 2));
        a.LastFailure.ShouldBeNull();
    }

    [Fact]
    public async Task Message_that_would_fill_memory_costs_the_connection_and_no_more()
    {
        var a = await OnlineAsync("a");

        await _raw.PublishAsync("", a.Self.ToString(), a.Self.ToString(), "control", RabbitMqLimits.QueueBytes + 1);

        await a.NextAsync<Signal.Offline>();
        await a.NextAsync<Signal.Online>();
        a.LastFailure.ShouldNotBeNull();
        a.TrySend(a.Self, [1]).ShouldBeTrue();
        await a.HearAsync(1);
    }

    [Fact]
    public async Task Full_queue_drops_the_oldest_and_keeps_the_order()
    {
        var (a, deaf) = (await OnlineAsync("a"), await OnlineAsync("deaf", new Limits { SignalQueue = 8 }));
        const int Count = 500;

        await FillAsync(a, deaf, Count);

        var heard = new List<int>();
        while (heard.LastOrDefault() != Count - 1)
        {
            heard.Add(BitConverter.ToInt32((await deaf.NextAsync<Signal.Received>()).Body.Span));
        }

        // First what was on the way when it went deaf: the mailbox, one at the door, and the prefetch. Then the youngest, in the queue.
        heard.Count.ShouldBeInRange(8, 8 + RabbitMqLimits.Prefetch + 8);
        heard.ShouldBeInOrder();
        heard[^8..].ShouldBe(Enumerable.Range(Count - 8, 8));
        heard[0].ShouldBe(0);
    }

    [Fact]
    public async Task What_comes_late_or_twice_is_counted_and_not_heard()
    {
        var (a, b) = (await OnlineAsync("a"), await OnlineAsync("b"));
        using var counts = new ControlCounts();

        foreach (var number in (int[])[5, 5, 4, 7, 6, 8])
        {
            await _raw.PublishAsync("", a.Self.ToString(), b.Self.ToString(), "control", bytes: number, number);
        }

        foreach (var number in (int[])[5, 7, 8])
        {
            (await a.NextAsync<Signal.Received>()).Body.Length.ShouldBe(number);
        }

        counts.Refused(ControlRefusal.Late).ShouldBe(3);
    }

    [Fact]
    public async Task What_was_delivered_and_not_taken_is_heard_in_its_place()
    {
        var (a, deaf) = (await OnlineAsync("a"), await OnlineAsync("deaf", new Limits { SignalQueue = 8 }));
        await FillAsync(a, deaf, 200);

        var taken = (await _raw.Channel.BasicGetAsync(deaf.Self.ToString(), autoAck: false))!;
        await _raw.Channel.BasicNackAsync(taken.DeliveryTag, multiple: false, requeue: true);
        await Listening.UntilAsync(() => Ready(deaf) == 8);

        var heard = new List<int>();
        while (heard.LastOrDefault() != 199)
        {
            heard.Add(BitConverter.ToInt32((await deaf.NextAsync<Signal.Received>()).Body.Span));
        }

        heard.ShouldBeInOrder();
        heard.ShouldContain(BitConverter.ToInt32(taken.Body.Span));
    }

    [Fact]
    public async Task Queue_that_an_operator_deletes_comes_back()
    {
        var a = await OnlineAsync("a");

        await _raw.Channel.QueueDeleteAsync(a.Self.ToString(), ifUnused: false, ifEmpty: false);

        await a.NextAsync<Signal.Offline>();
        await a.NextAsync<Signal.Online>();
        a.TrySend(a.Self, [1]).ShouldBeTrue();
        await a.HearAsync(1);
    }

    [Fact]
    public async Task Message_for_nobody_comes_back_as_a_hint_and_is_counted()
    {
        var a = await OnlineAsync("a");
        using var counts = new ControlCounts();

        a.TrySend(new Member("nobody", 7), [1]).ShouldBeTrue();
        a.TrySend(new Member(new string('x', 300), 7), [1]).ShouldBeFalse();

        (await a.NextAsync<Signal.Gone>()).Who.ShouldBe(new Member("nobody", 7));
        counts.Refused(ControlRefusal.Unknown).ShouldBe(2);
    }

    [Fact]
    public async Task Clusters_that_share_a_broker_do_not_hear_each_other()
    {
        var a = await OnlineAsync("a");
        await using var other = SharedBroker.Join(broker.Server, $"{_cluster}2", "a");
        await other.NextAsync<Signal.Online>();

        a.TryBroadcast([1]);
        a.TrySend(other.Self, [2]);

        (await other.NextAsync<Signal.Received>()).Body.ToArray().ShouldBe([2]);
    }

    [Fact]
    public async Task Bytes_and_messages_are_counted_both_ways()
    {
        var (a, b) = (await OnlineAsync("a"), await OnlineAsync("b"));
        using var counts = new ControlCounts();

        a.TrySend(b.Self, new byte[100]);
        a.TryBroadcast(new byte[11]);
        await b.NextAsync<Signal.Received>();
        await b.NextAsync<Signal.Received>();

        await Listening.UntilAsync(() => counts["tessera.control.messages received"] >= 2);
        (counts["tessera.control.bytes sent"], counts["tessera.control.bytes received"]).ShouldBe((111, 111));
    }

    /// <summary>Sends numbers from 0 on to a member that does not read, until its mailbox, what is on the way and its queue are full.</summary>
    async Task FillAsync(RabbitMqSeam from, RabbitMqSeam deaf, int count)
    {
        await SendAsync(from, deaf.Self, 0, count - 20);
        await Listening.UntilAsync(() => deaf.Signals.Count == 8);
        await SendAsync(from, deaf.Self, count - 20, count);
        await Listening.UntilAsync(() => Ready(deaf) == 8);
    }

    static async Task SendAsync(RabbitMqSeam from, Member to, int first, int end)
    {
        for (var number = first; number < end; number++)
        {
            while (!from.TrySend(to, BitConverter.GetBytes(number)))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            }
        }

        // What it says to itself goes the same way, and comes back when all the rest has left.
        from.TrySend(from.Self, [1]).ShouldBeTrue();
        await from.HearAsync(1);
    }

    long Ready(RabbitMqSeam seam) => _raw.Channel.QueueDeclarePassiveAsync(seam.Self.ToString()).GetAwaiter().GetResult().MessageCount;

    async Task<RabbitMqSeam> OnlineAsync(string name, Limits? limits = null)
    {
        var seam = SharedBroker.Join(broker.Server, _cluster, name, limits: limits);
        _joined.Add(seam);
        (await seam.NextAsync()).ShouldBeOfType<Signal.Online>();
        return seam;
    }
}
