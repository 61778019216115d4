using System.Text;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster.Tests;

public sealed class InProcessNetworkTests
{
    readonly InProcessNetwork _network = new(new Limits { SignalQueue = 8 });

    [Fact]
    public void Member_hears_first_that_it_is_online()
    {
        using var seam = _network.Join("a");

        seam.Signals.TryRead(out var signal).ShouldBeTrue();
        signal.ShouldBeOfType<Signal.Online>();
    }

    [Fact]
    public void Messages_of_one_member_arrive_in_order_and_name_it()
    {
        using var a = _network.Join("a");
        using var b = _network.Join("b");

        foreach (var text in (string[])["1", "2", "3"])
        {
            a.TrySend(b.Self, Encoding.UTF8.GetBytes(text)).ShouldBeTrue();
        }

        Heard(b).Select(message => (message.From, Encoding.UTF8.GetString(message.Body.Span))).ShouldBe([(a.Self, "1"), (a.Self, "2"), (a.Self, "3")]);
    }

    [Fact]
    public void Body_is_copied()
    {
        using var a = _network.Join("a");
        var body = new byte[] { 1 };
        a.TrySend(a.Self, body);
        body[0] = 2;

        Heard(a).Single().Body.ToArray().ShouldBe([1]);
    }

    [Fact]
    public void Sending_fails_when_the_queue_is_full_or_the_member_unknown()
    {
        using var a = _network.Join("a");
        using var b = _network.Join("b");

        // One place is taken by the news of being online.
        Enumerable.Range(0, 9).Select(_ => a.TrySend(b.Self, [1])).ShouldBe([.. Enumerable.Repeat(true, 7), false, false]);
        a.TryBroadcast([1]).ShouldBeFalse();
        a.TrySend(new Member("nobody", 1), [1]).ShouldBeFalse();
    }

    [Fact]
    public void Message_for_an_earlier_incarnation_does_not_reach_a_later_one()
    {
        using var a = _network.Join("a");
        var before = _network.Join("b");
        before.Dispose();
        using var after = _network.Join("b");

        after.Self.Incarnation.ShouldBeGreaterThan(before.Self.Incarnation);
        a.TrySend(before.Self, [1]).ShouldBeFalse();
        a.TrySend(after.Self, [2]).ShouldBeTrue();
        Heard(after).Single().Body.ToArray().ShouldBe([2]);
    }

    [Fact]
    public void Broadcast_reaches_all_others()
    {
        using var a = _network.Join("a");
        using var b = _network.Join("b");
        using var c = _network.Join("c");

        a.TryBroadcast([7]).ShouldBeTrue();

        (Heard(a).Count, Heard(b).Count, Heard(c).Count).ShouldBe((0, 1, 1));
    }

    [Fact]
    public void Others_hear_that_a_member_has_left_and_its_own_signals_end()
    {
        using var a = _network.Join("a");
        var b = _network.Join("b");

        b.Dispose();
        b.Dispose();

        Signals(a).OfType<Signal.Gone>().Single().Who.ShouldBe(b.Self);
        Signals(b).Count.ShouldBe(1);
        b.Signals.Completion.IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public void Control_messages_stay_small()
    {
        using var a = _network.Join("a");

        a.TrySend(a.Self, new byte[Limits.ControlBytes]).ShouldBeTrue();
        Should.Throw<ArgumentException>(() => a.TrySend(a.Self, new byte[Limits.ControlBytes + 1])).Message.ShouldContain("65537");
        Should.Throw<ArgumentException>(() => a.TryBroadcast(new byte[Limits.ControlBytes + 1]));
    }

    static List<Signal.Received> Heard(IClusterSeam seam) => [.. Signals(seam).OfType<Signal.Received>()];

    static List<Signal> Signals(IClusterSeam seam)
    {
        var signals = new List<Signal>();
        while (seam.Signals.TryRead(out var signal))
        {
            signals.Add(signal);
        }

        return signals;
    }
}
