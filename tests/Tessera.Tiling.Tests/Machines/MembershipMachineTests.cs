using System.Collections.Immutable;
using Tessera.Tiling.Machines;

namespace Tessera.Tiling.Tests.Machines;

public sealed class MembershipMachineTests
{
    static readonly Member A = new("a", 1);

    MembershipMachine _members = MembershipMachine.Start;
    TimeSpan _now;

    public MembershipMachineTests() => On(new MembershipEvent.Online());

    [Fact]
    public void Silent_member_is_suspect_after_four_seconds_and_dead_within_five()
    {
        Hear(A).ShouldBe([new MembershipEffect.Joined(new(A, 1))]);
        Hear(A).ShouldBeEmpty();
        Pass(3.75).ShouldBeEmpty();
        Pass(0.25).ShouldBe([new MembershipEffect.Suspected(A)]);
        _members.Alive.ShouldBe([new Worker(A, 1)]);
        Pass(0.5).ShouldBe([new MembershipEffect.Died(A)]);
        _members.Alive.ShouldBeEmpty();
        Hear(A).ShouldBe([new MembershipEffect.Joined(new(A, 1))]);
    }

    [Fact]
    public void Suspect_that_speaks_is_none()
    {
        Hear(A);
        Pass(4);
        Hear(A).ShouldBeEmpty();
        Pass(3.75).ShouldBeEmpty();
        Pass(0.25).ShouldBe([new MembershipEffect.Suspected(A)]);
    }

    [Fact]
    public void Nobody_dies_while_our_own_connection_is_down_and_all_have_time_to_reconnect()
    {
        Hear(A);
        Pass(3.75);
        On(new MembershipEvent.Offline());
        Pass(60).ShouldBeEmpty();
        On(new MembershipEvent.Online());
        On(new MembershipEvent.Online());
        Pass(3.75).ShouldBeEmpty();
        Pass(0.75).ShouldBe([new MembershipEffect.Suspected(A), new MembershipEffect.Died(A)]);
    }

    [Fact]
    public void Nobody_dies_because_we_did_not_run()
    {
        Hear(A);
        _now += TimeSpan.FromSeconds(30);
        On(new MembershipEvent.Tick(_now)).ShouldBeEmpty();
        Pass(3.5).ShouldBeEmpty();
    }

    [Fact]
    public void Higher_incarnation_is_a_death_and_a_join_and_a_lower_one_is_not_heard()
    {
        Hear(A);
        var restarted = A with { Incarnation = 2 };
        Hear(restarted).ShouldBe([new MembershipEffect.Died(A), new MembershipEffect.Joined(new(restarted, 1))]);
        Hear(A).ShouldBeEmpty();
        _members.Alive.ShouldBe([new Worker(restarted, 1)]);
    }

    [Fact]
    public void More_members_than_the_limit_are_not_heard()
    {
        for (var i = 0; i < MachineLimits.MostMembers; i++)
        {
            Hear(new($"node-{i}", 1)).Length.ShouldBe(1);
        }

        Hear(A).ShouldBeEmpty();
        _members.Alive.Count().ShouldBe(MachineLimits.MostMembers);
    }

    [Fact]
    public void Dead_members_are_known_for_a_while_unless_they_speak_again()
    {
        var b = new Member("b", 1);
        Hear(A);
        Hear(b);
        Pass(4.5);
        _members.Known.Select(node => (node.Worker.Member, node.IsAlive)).ShouldBe([(A, false), (b, false)]);
        Hear(A with { Incarnation = 2 });
        _members.Known.Select(node => (node.Worker.Member.Name, node.IsAlive)).ShouldBe([("a", true), ("b", false)]);
        Pass(MachineLimits.DeadKnownFor.TotalSeconds - 1);
        _members.Known.Select(node => (node.Worker.Member.Name, node.IsAlive)).ShouldBe([("a", false)]);
        Pass(1);
        _members.Known.ShouldBeEmpty();
    }

    [Fact]
    public void No_more_members_are_known_than_the_limit_those_that_died_last_before_others()
    {
        Hear(A);
        Pass(5);
        for (var i = 0; i < MachineLimits.MostMembers; i++)
        {
            Hear(new($"node-{i}", 1));
        }

        _members.Known.Count().ShouldBe(MachineLimits.MostMembers);
        Pass(5);
        _members.Known.Count(node => !node.IsAlive).ShouldBe(MachineLimits.MostMembers);
        _members.Known.ShouldNotContain(node => node.Worker.Member == A);
        Hear(A);
        _members.Known.Count().ShouldBe(MachineLimits.MostMembers);
    }

    ImmutableArray<MembershipEffect> Hear(Member member) => On(new MembershipEvent.Heard(new(member, 1)));

    ImmutableArray<MembershipEffect> Pass(double seconds)
    {
        var found = ImmutableArray.CreateBuilder<MembershipEffect>();
        for (var end = _now + TimeSpan.FromSeconds(seconds); _now < end;)
        {
            _now += MachineLimits.TickEvery;
            found.AddRange(On(new MembershipEvent.Tick(_now)));
        }

        return found.DrainToImmutable();
    }

    ImmutableArray<MembershipEffect> On(MembershipEvent happened)
    {
        (_members, var effects) = _members.On(happened);
        return effects;
    }
}
