using Tessera.Cluster;
using Tessera.Cluster.RabbitMq;
using Tessera.Tiling.Machines;

namespace Conformance.Seam;

/// <summary>What a broker that dies, hangs or takes nothing does to its members.</summary>
[Collection(SharedBroker.Name)]
public sealed class RabbitMqOutageTests(OwnBroker broker) : IClassFixture<OwnBroker>, IAsyncLifetime
{
    readonly string _cluster = $"c{Guid.NewGuid():N}";
    readonly List<RabbitMqSeam> _joined = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await Task.WhenAll(_joined.Select(seam => seam.DisposeAsync().AsTask()));

    [Fact]
    public async Task Killed_broker_is_an_offline_and_once_it_is_back_new_messages_flow_and_old_ones_do_not()
    {
        var (a, b) = (await OnlineAsync("a"), await OnlineAsync("b"));
        using var counts = new ControlCounts();

        broker.Server.Kill();

        (await a.NextAsync()).ShouldBeOfType<Signal.Offline>();
        (await b.NextAsync()).ShouldBeOfType<Signal.Offline>();
        a.TrySend(b.Self, [1]).ShouldBeFalse();
        a.TryBroadcast([1]).ShouldBeFalse();
        a.LastFailure.ShouldNotBeNull();

        await broker.Server.RestartAsync();

        (await a.NextAsync()).ShouldBeOfType<Signal.Online>();
        (await b.NextAsync()).ShouldBeOfType<Signal.Online>();
        a.TrySend(b.Self, [2]).ShouldBeTrue();
        a.TryBroadcast([3]).ShouldBeTrue();
        (await b.NextAsync<Signal.Received>()).Body.ToArray().ShouldBe([2]);
        (await b.NextAsync<Signal.Received>()).Body.ToArray().ShouldBe([3]);
        counts["tessera.control.reconnects"].ShouldBe(2);
        counts.Refused(ControlRefusal.Offline).ShouldBe(2);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(9)]
    public async Task Broker_that_hangs_is_an_offline_before_anybody_is_suspected_of_it(int seconds)
    {
        var (a, b) = (await OnlineAsync("a"), await OnlineAsync("b"));
        await using var watch = Watch.Start(a, b);
        await Listening.UntilAsync(() => watch.Hellos >= 3);

        broker.Server.Pause();
        await Listening.UntilAsync(() => watch.Offlines == 1);
        var silence = watch.Silence;
        a.TryBroadcast([1]).ShouldBeFalse();
        await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System);
        broker.Server.Resume();

        var hellos = watch.Hellos;
        await Listening.UntilAsync(() => watch.Hellos >= hellos + 6);
        watch.Found.ShouldBe([new MembershipEffect.Joined(new(b.Self, 1))]);
        (watch.Offlines, watch.Onlines).ShouldBe((1, 1));
        silence.ShouldBeLessThan(MachineLimits.SuspectAfter);
    }

    [Fact]
    public async Task Broker_that_hangs_for_a_moment_costs_no_connection()
    {
        var a = await OnlineAsync("a");
        using var counts = new ControlCounts();

        broker.Server.Pause();
        (await a.NextAsync()).ShouldBeOfType<Signal.Offline>();
        broker.Server.Resume();

        (await a.NextAsync()).ShouldBeOfType<Signal.Online>();
        a.TrySend(a.Self, [1]).ShouldBeTrue();
        (await a.NextAsync()).ShouldBeOfType<Signal.Received>().Body.ToArray().ShouldBe([1]);
        (a.LastFailure, counts["tessera.control.reconnects"]).ShouldBe((null, 0));
    }

    [Fact]
    public async Task Member_leaves_a_broker_that_hangs_without_waiting_for_it()
    {
        var a = await OnlineAsync("a");
        broker.Server.Pause();
        try
        {
            for (var sent = 0; sent < 200; sent++)
            {
                a.TrySend(a.Self, new byte[Limits.ControlBytes]);
            }

            await a.DisposeAsync().AsTask().WaitAsync(RabbitMqLimits.LeaveWithin * 3, TimeProvider.System);
        }
        finally
        {
            broker.Server.Resume();
        }
    }

    [Fact]
    public async Task Broker_that_is_short_of_memory_cannot_be_sent_to_and_is_an_offline()
    {
        var (a, b) = (await OnlineAsync("a"), await OnlineAsync("b"));
        await using var watch = Watch.Start(a, b);
        await Listening.UntilAsync(() => watch.Hellos >= 1);

        await broker.Server.ControlAsync("set_vm_memory_high_watermark", "0");
        await Listening.UntilAsync(() => watch.Offlines == 1);
        a.TrySend(b.Self, [1]).ShouldBeFalse();
        var late = Join("late");
        await Listening.UntilAsync(() => late.LastFailure is not null);
        late.Signals.Count.ShouldBe(0);
        await Task.Delay(RabbitMqLimits.LostAfter + TimeSpan.FromSeconds(1), TimeProvider.System);
        watch.Offlines.ShouldBe(1);

        await broker.Server.ControlAsync("set_vm_memory_high_watermark", "0.6");
        var hellos = watch.Hellos;
        await Listening.UntilAsync(() => watch.Hellos >= hellos + 2);
        (await late.NextAsync()).ShouldBeOfType<Signal.Online>();
        watch.Found.ShouldBe([new MembershipEffect.Joined(new(b.Self, 1))]);
        a.LastFailure.ShouldBeNull();
    }

    [Fact]
    public async Task Broker_that_is_not_there_yet_is_waited_for()
    {
        broker.Server.Kill();
        var a = Join("a");
        await Listening.UntilAsync(() => a.LastFailure is not null);
        a.TrySend(a.Self, [1]).ShouldBeFalse();
        a.Signals.Count.ShouldBe(0);

        await broker.Server.RestartAsync();

        (await a.NextAsync()).ShouldBeOfType<Signal.Online>();
    }

    RabbitMqSeam Join(string name)
    {
        var seam = SharedBroker.Join(broker.Server, _cluster, name);
        _joined.Add(seam);
        return seam;
    }

    async Task<RabbitMqSeam> OnlineAsync(string name)
    {
        var seam = Join(name);
        (await seam.NextAsync()).ShouldBeOfType<Signal.Online>();
        return seam;
    }
}
