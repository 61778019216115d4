using System.Collections.Immutable;
using Tessera.Tiling.Machines;

namespace Tessera.Tiling.Tests.Machines;

public sealed class LeaseMachineTests
{
    static readonly Member Self = new("leader", 3);

    LeaseMachine _lease = new(Self);

    [Fact]
    public void Candidate_asks_twice_a_second_and_waits_for_the_answer()
    {
        At(0).ShouldBe([new LeaseEffect.Claim(Self, 0)]);
        At(2).ShouldBeEmpty();
        On(new LeaseEvent.Refused()).ShouldBeEmpty();
        At(2.25).ShouldBe([new LeaseEffect.Claim(Self, 0)]);
        On(new LeaseEvent.Unknown()).ShouldBeEmpty();
        At(2.5).ShouldBeEmpty();
        At(2.75).ShouldBe([new LeaseEffect.Claim(Self, 0)]);
    }

    [Fact]
    public void Holder_renews_its_term_and_gains_it_once()
    {
        Lead(term: 7);
        At(1).ShouldBe([new LeaseEffect.Claim(Self, 7)]);
        On(new LeaseEvent.Granted(7)).ShouldBeEmpty();
        _lease.Term.ShouldBe(7);
    }

    [Fact]
    public void Holder_stops_by_its_own_clock_before_the_lease_can_have_ended()
    {
        Lead(term: 1);
        At(1).OfType<LeaseEffect.Claim>().Count().ShouldBe(1);
        On(new LeaseEvent.Unknown());
        var safe = (MachineLimits.LeaseFor - MachineLimits.LeaseMargin).TotalSeconds;
        At(safe - 0.25).ShouldNotContain(new LeaseEffect.Lost());
        On(new LeaseEvent.Unknown());

        At(safe).ShouldContain(new LeaseEffect.Lost());
        _lease.Term.ShouldBe(0);
    }

    [Fact]
    public void Holder_that_is_refused_stops_and_asks_for_a_new_term()
    {
        Lead(term: 1);
        At(1);
        On(new LeaseEvent.Refused()).ShouldBe([new LeaseEffect.Lost()]);
        At(2).ShouldBe([new LeaseEffect.Claim(Self, 0)]);
        On(new LeaseEvent.Granted(4)).ShouldBe([new LeaseEffect.Gained(4)]);
    }

    [Fact]
    public void Grant_that_comes_too_late_gives_nothing()
    {
        At(0);
        At(MachineLimits.LeaseFor.TotalSeconds);
        On(new LeaseEvent.Granted(1)).ShouldBeEmpty();
        On(new LeaseEvent.Granted(1)).ShouldBeEmpty();
        _lease.Term.ShouldBe(0);
    }

    void Lead(long term)
    {
        At(0);
        On(new LeaseEvent.Granted(term)).ShouldBe([new LeaseEffect.Gained(term)]);
    }

    ImmutableArray<LeaseEffect> At(double seconds) => On(new LeaseEvent.Tick(TimeSpan.FromSeconds(seconds)));

    ImmutableArray<LeaseEffect> On(LeaseEvent happened)
    {
        (_lease, var effects) = _lease.On(happened);
        return effects;
    }
}
