using System.Collections.Immutable;
using Tessera.Tiling.Machines;

namespace Tessera.Tiling.Tests.Machines;

public sealed class LeaderMachineTests
{
    static readonly Member Node = new("node", 1);

    static readonly JobPlan Plan = Jobs.OneStage();

    LeaderMachine _leader = new(new("leader", 1));

    public LeaderMachineTests() => On(new LeaderEvent.Connected(IsOnline: true));

    [Fact]
    public void Job_is_led_with_the_lease_and_given_up_without()
    {
        At(0).ShouldBe([new LeaderEffect.Lease(new LeaseEffect.Claim(new("leader", 1), 0))]);
        On(Row()).ShouldBeEmpty();
        On(new LeaderEvent.Found(Plan)).ShouldBeEmpty();
        On(new LeaderEvent.Lease(new LeaseEvent.Granted(1))).ShouldNotContain(new LeaderEffect.Seek());
        On(Drains()).ShouldContain(new LeaderEffect.Seek());
        On(new LeaderEvent.Found(Plan)).ShouldContain(new LeaderEffect.Job(new JobEffect.Read()));
        _leader.Job.ShouldNotBeNull();

        At(1);
        On(new LeaderEvent.Lease(new LeaseEvent.Refused())).ShouldBe([new LeaderEffect.Lease(new LeaseEffect.Lost())]);
        _leader.Job.ShouldBeNull();
        On(Row()).ShouldBeEmpty();
    }

    [Fact]
    public void Leader_seeks_each_beat_until_there_is_a_job_and_again_when_it_has_ended()
    {
        At(0);
        On(new LeaderEvent.Lease(new LeaseEvent.Granted(1)));
        On(Drains());
        At(0.5).ShouldNotContain(new LeaderEffect.Seek());
        At(1).ShouldContain(new LeaderEffect.Seek());

        On(new LeaderEvent.Found(Plan));
        On(new LeaderEvent.Lease(new LeaseEvent.Granted(1)));
        At(2).ShouldNotContain(new LeaderEffect.Seek());
        var ended = new LeaderEvent.Job(new JobEvent.RowRead(JobRow.Submitted with { Outcome = JobOutcome.Done }));
        On(ended).ShouldContain(new LeaderEffect.Seek()); // at once: others may wait
        On(ended).ShouldNotContain(new LeaderEffect.Seek());
        At(2.5).ShouldNotContain(new LeaderEffect.Seek());
        At(3).ShouldContain(new LeaderEffect.Seek());
    }

    [Fact]
    public void Job_that_cannot_be_planned_fails_with_the_reason()
    {
        At(0);
        On(new LeaderEvent.Lease(new LeaseEvent.Granted(1)));
        On(new LeaderEvent.Found(new([]), "no such model"));
        var commit = (JobEffect.Commit)On(Row()).OfType<LeaderEffect.Job>().Single(IsCommit).Effect;
        (commit.Row.Outcome, commit.Row.Reason).ShouldBe((JobOutcome.Failed, "no such model"));

        var end = On(new LeaderEvent.Job(new JobEvent.Committed(commit.Expected, CommitOutcome.Done)));
        end.ShouldContain(new LeaderEffect.Job(new JobEffect.End(JobOutcome.Failed, "no such model", default)));
    }

    [Fact]
    public void Node_that_works_on_although_every_job_has_ended_is_stopped()
    {
        var stray = new LeaderEvent.Heard(Node, new Hello(1, new(7), NodePhase.Running, null));
        At(0);
        On(new LeaderEvent.Lease(new LeaseEvent.Granted(1)));
        On(stray).ShouldNotContain(effect => effect is LeaderEffect.Job);

        On(new LeaderEvent.NoneFound());
        On(stray).ShouldBe([new LeaderEffect.Job(new JobEffect.Tell(Node, new Order.Stop(new(7))))]);
        On(new LeaderEvent.Heard(Node, new Hello(1, new(7), NodePhase.Idle, null))).ShouldBeEmpty();
    }

    [Fact]
    public void Order_to_proceed_tells_how_long_ago_the_lease_was_renewed()
    {
        Hello();
        Lead();
        On(Row());
        At(1);
        On(new LeaderEvent.Lease(new LeaseEvent.Granted(1)));
        var commit = (JobEffect.Commit)At(2).OfType<LeaderEffect.Job>().Single(IsCommit).Effect;
        On(new LeaderEvent.Job(new JobEvent.Committed(commit.Expected, CommitOutcome.Done)));
        On(new LeaderEvent.Job(new JobEvent.Reported(Node, new Report.Ready(new(1)))))
            .ShouldContain(new LeaderEffect.Job(new JobEffect.Tell(Node, new Order.Proceed(new(1), Age: TimeSpan.FromSeconds(1)))));
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

    [Fact]
    public void Job_is_told_whether_anybody_can_be_heard()
    {
        On(new LeaderEvent.Connected(IsOnline: false));
        Hello();
        Lead();
        On(Row());
        var commit = (JobEffect.Commit)At(2).OfType<LeaderEffect.Job>().Single(IsCommit).Effect;
        On(new LeaderEvent.Job(new JobEvent.Committed(commit.Expected, CommitOutcome.Done)));
        for (var now = 3.0; now < 2 * MachineLimits.StartWithin.TotalSeconds; now++)
        {
            On(new LeaderEvent.Lease(new LeaseEvent.Granted(1)));
            At(now).ShouldNotContain(effect => IsCommit(effect));
        }
    }

    [Fact]
    public void Leader_asks_each_beat_who_is_drained_and_knows_before_it_has_a_job()
    {
        Hello();
        At(0).ShouldNotContain(new LeaderEffect.AskDrains());
        On(Drains("node")).ShouldBeEmpty();
        On(new LeaderEvent.Lease(new LeaseEvent.Granted(1))).ShouldContain(new LeaderEffect.AskDrains());
        At(0.5).ShouldNotContain(new LeaderEffect.AskDrains());
        At(1).ShouldContain(new LeaderEffect.AskDrains());
        On(Drains("node"));
        On(new LeaderEvent.Found(Plan));
        On(Row());
        At(2).ShouldContain(new LeaderEffect.Job(new JobEffect.Note("all nodes that could draw it are drained: it waits")));
        On(Drains()).ShouldContain(effect => IsCommit(effect));
    }

    [Fact]
    public void Nodes_are_shown_when_something_about_them_changed_and_from_time_to_time_but_at_most_once_a_beat()
    {
        Hello();
        At(0);
        Shown(On(new LeaderEvent.Lease(new LeaseEvent.Granted(1)))).ShouldBe([new(new(Node, 2), NodePhase.Idle, IsAlive: true)]);
        Hello(NodePhase.Ready);
        Shown(At(0.5)).ShouldBeNull();
        Shown(At(1)).ShouldBe([new(new(Node, 2), NodePhase.Ready, IsAlive: true)]);
        On(new LeaderEvent.Lease(new LeaseEvent.Granted(1)));
        Shown(At(2)).ShouldBeNull();
        Hello(NodePhase.Ready);
        On(new LeaderEvent.Lease(new LeaseEvent.Granted(1)));
        Shown(At(3)).ShouldBeNull();
        Shown(At(1 + MachineLimits.ShowNodesEvery.TotalSeconds)).ShouldNotBeNull();
        On(new LeaderEvent.Lease(new LeaseEvent.Granted(1)));
        On(Drains("node"));
        Shown(At(5)).ShouldBe([new(new(Node, 2), NodePhase.Ready, IsAlive: true, IsDrained: true)]);
    }

    [Fact]
    public void Node_is_shown_with_its_part_in_the_job()
    {
        Hello();
        Lead();
        On(Row());
        On(new LeaderEvent.Lease(new LeaseEvent.Granted(1)));
        var commit = (JobEffect.Commit)At(2).OfType<LeaderEffect.Job>().Single(IsCommit).Effect;
        On(new LeaderEvent.Job(new JobEvent.Committed(commit.Expected, CommitOutcome.Done)));
        On(new LeaderEvent.Job(new JobEvent.Reported(Node, new Report.Ready(new(1)))));
        On(new LeaderEvent.Lease(new LeaseEvent.Granted(1)));
        Shown(At(3)).ShouldNotBeNull().Single().ShouldBe(new(new(Node, 2), NodePhase.Idle, IsAlive: true, Tiles: 12));

        On(new LeaderEvent.Job(new JobEvent.Reported(Node, new Report.Stepped(new(1), 0, [.. Enumerable.Range(0, 12).Select(tile => new TileId(tile))], default))));
        On(new LeaderEvent.Lease(new LeaseEvent.Granted(1)));
        Shown(At(4)).ShouldNotBeNull().Single().Step.ShouldBe(1);
    }

    void Lead()
    {
        At(0);
        On(new LeaderEvent.Lease(new LeaseEvent.Granted(1)));
        On(new LeaderEvent.Found(Plan));
    }

    void Hello(NodePhase phase = NodePhase.Idle) => On(new LeaderEvent.Heard(Node, new Hello(2, default, phase, null)));

    static LeaderEvent Drains(params ImmutableHashSet<string> nodes) => new LeaderEvent.Drains(nodes);

    static IEnumerable<NodeStanding>? Shown(IEnumerable<LeaderEffect> effects) => effects.OfType<LeaderEffect.ShowNodes>().SingleOrDefault()?.Nodes;

    static LeaderEvent Row() => new LeaderEvent.Job(new JobEvent.RowRead(JobRow.Submitted));

    static bool IsCommit(LeaderEffect effect) => effect is LeaderEffect.Job { Effect: JobEffect.Commit };

    ImmutableArray<LeaderEffect> At(double seconds) => On(new LeaderEvent.Tick(TimeSpan.FromSeconds(seconds)));

    ImmutableArray<LeaderEffect> On(LeaderEvent happened)
    {
        (_leader, var effects) = _leader.On(happened);
        return effects;
    }
}
