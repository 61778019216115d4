using System.Collections.Immutable;
using Tessera.Tiling.Machines;

namespace Tessera.Tiling.Tests.Machines;

public sealed class LeaderMachineTests
{
    static readonly Member Node = new("node", 1);

    LeaderMachine _leader = new(Jobs.OneStage(), new("leader", 1));

    public LeaderMachineTests() => On(new LeaderEvent.Connected(IsOnline: true));

    [Fact]
    public void Job_is_led_with_the_lease_and_given_up_without()
    {
        At(0).ShouldBe([new LeaderEffect.Lease(new LeaseEffect.Claim(new("leader", 1), 0))]);
        On(Row()).ShouldBeEmpty();
        On(new LeaderEvent.Lease(new LeaseEvent.Granted(1))).ShouldContain(new LeaderEffect.Job(new JobEffect.Read()));
        _leader.Job.ShouldNotBeNull();

        At(1);
        On(new LeaderEvent.Lease(new LeaseEvent.Refused())).ShouldBe([new LeaderEffect.Lease(new LeaseEffect.Lost())]);
        _leader.Job.ShouldBeNull();
        On(Row()).ShouldBeEmpty();
    }

    [Fact]
    public void Leader_that_has_just_begun_waits_for_nodes_before_it_gives_tiles_away()
    {
        Hello();
        Lead();
        On(Row()).OfType<LeaderEffect.Job>().ShouldAllBe(effect => effect.Effect is JobEffect.Note);
        At(1.75).ShouldNotContain(effect => IsCommit(effect));

        var commit = (JobEffect.Commit)At(MachineLimits.GatherFor.TotalSeconds).OfType<LeaderEffect.Job>().Single(IsCommit).Effect;
        commit.Expected.ShouldBe(new Fence(1, new(0), 0));
        (commit.Row.Term, commit.Row.Epoch, commit.Row.Revision).ShouldBe((1, new Epoch(1), 1));
        commit.Row.Workers.ShouldBe([new Worker(Node, 2)]);
    }

    [Fact]
    public void Death_of_a_node_reaches_the_job()
    {
        Hello();
        Lead();
        On(Row());
        for (var now = 0.25; now < MachineLimits.DeadAfter.TotalSeconds; now += 0.25)
        {
            At(now);
            On(new LeaderEvent.Lease(new LeaseEvent.Granted(1)));
        }

        On(new LeaderEvent.Job(new JobEvent.Committed(new(1, default, 0), CommitOutcome.Done)));
        var effects = At(MachineLimits.DeadAfter.TotalSeconds);
        effects.ShouldContain(new LeaderEffect.Membership(new MembershipEffect.Died(Node)));
        effects.ShouldContain(new LeaderEffect.Job(new JobEffect.Note("node.1 is dead")));
    }

    void Lead()
    {
        At(0);
        On(new LeaderEvent.Lease(new LeaseEvent.Granted(1)));
    }

    void Hello() => On(new LeaderEvent.Heard(Node, new Hello(2, default, NodePhase.Idle, null)));

    static LeaderEvent Row() => new LeaderEvent.Job(new JobEvent.RowRead(JobRow.Submitted));

    static bool IsCommit(LeaderEffect effect) => effect is LeaderEffect.Job { Effect: JobEffect.Commit };

    ImmutableArray<LeaderEffect> At(double seconds) => On(new LeaderEvent.Tick(TimeSpan.FromSeconds(seconds)));

    ImmutableArray<LeaderEffect> On(LeaderEvent happened)
    {
        (_leader, var effects) = _leader.On(happened);
        return effects;
    }
}
