using System.Collections.Immutable;
using Tessera.Tiling.Machines;

namespace Tessera.Tiling.Tests.Machines;

/// <summary>A job's coordinator when commits, nodes, files and devices fail.</summary>
public sealed class RecoveryTests
{
    static readonly Epoch First = new(1);
    static readonly Epoch Second = new(2);

    // 1 x 2 tiles, one for each of two nodes; a third may be there.
    readonly JobPlan _plan = new([new JobStage(Jobs.Plan(CoherenceMode.Halo, 4, 8, 1, 2), 6, 1)], CutEvery: 1);
    readonly ImmutableArray<Worker> _nodes = Jobs.Workers(3);
    JobMachine _job;
    TimeSpan _now;

    public RecoveryTests() => (_job, _) = JobMachine.Start(_plan, term: 1, _nodes.Take(2));

    [Fact]
    public void Tiles_are_given_away_only_once_that_is_committed()
    {
        var commit = CommitIn(On(new JobEvent.RowRead(JobRow.Submitted)));
        (commit.Expected, commit.Row.Epoch, commit.Row.Term).ShouldBe((new Fence(1, new(0), 0), First, 1));
        Tick().OfType<JobEffect.Tell>().ShouldBeEmpty();

        Done(commit).OfType<JobEffect.Tell>().Select(tell => (tell.Node, tell.Order.ShouldBeOfType<Order.Assign>().Node))
            .ShouldBe([(Member(0), 0), (Member(1), 1)]);
    }

    [Fact]
    public void Cut_is_committed_when_every_tile_is_stored_and_nodes_hear_of_it_when_that_is_done()
    {
        Denoise();
        Store(0, step: 1).ShouldBeEmpty();
        Store(0, step: 1).ShouldBeEmpty();
        var commit = CommitIn(Store(1, step: 1));
        commit.Row.Cuts.Single().Name.ShouldBe(new CutName(First, 1));
        commit.Row.Cuts.Single().Digests.ShouldBe([DigestOf(0, 1), DigestOf(1, 1)]);

        Orders(Done(commit)).ShouldBe([new Order.Proceed(First, 1), new Order.Proceed(First, 1)]);
        Cut(2);
        Orders(Cut(3)).ShouldBe([new Order.Proceed(First, 3, new CutName(First, 2)), new Order.Proceed(First, 3, new CutName(First, 2))]);
        _job.Row!.Cuts.Length.ShouldBe(2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Commit_of_unknown_outcome_is_read_again_and_made_again_if_it_is_not_there(bool wasApplied)
    {
        Denoise();
        var before = _job.Row;
        Store(0, step: 1);
        var commit = CommitIn(Store(1, step: 1));
        On(new JobEvent.Committed(commit.Expected, CommitOutcome.Unknown)).ShouldBeEmpty();
        Tick(1).ShouldContain(new JobEffect.Read());
        On(new JobEvent.RowRead(null)).ShouldBeEmpty();
        Tick(1).ShouldContain(new JobEffect.Read());

        var effects = On(new JobEvent.RowRead(wasApplied ? commit.Row : before));
        if (wasApplied)
        {
            Orders(effects).ShouldBe([new Order.Proceed(First, 1), new Order.Proceed(First, 1)]);
        }
        else
        {
            CommitIn(effects).Row.Cuts.Single().Name.ShouldBe(new CutName(First, 1));
        }
    }

    [Fact]
    public void Ownership_of_unknown_outcome_is_replaced_by_another()
    {
        var commit = CommitIn(On(new JobEvent.RowRead(JobRow.Submitted)));
        On(new JobEvent.Committed(commit.Expected, CommitOutcome.Unknown));
        Tick(1);

        var effects = On(new JobEvent.RowRead(commit.Row));

        CommitIn(effects).Row.Epoch.ShouldBe(Second);
        effects.ShouldNotContain(effect => effect is JobEffect.Tell);
    }

    [Fact]
    public void Deposed_leader_commits_nothing_more()
    {
        Denoise();
        Store(0, step: 1);
        var commit = CommitIn(Store(1, step: 1));
        On(new JobEvent.Committed(commit.Expected, CommitOutcome.Fenced));
        Tick(1);

        On(new JobEvent.RowRead(commit.Row with { Term = 2, Epoch = Second })).ShouldBeEmpty();
        Tick(1).ShouldNotContain(effect => effect is JobEffect.Commit);
    }

    [Fact]
    public void Answer_to_another_commit_is_not_heard()
    {
        var commit = CommitIn(On(new JobEvent.RowRead(JobRow.Submitted)));
        On(new JobEvent.Committed(commit.Expected with { Term = 0 }, CommitOutcome.Done)).ShouldBeEmpty();
        On(new JobEvent.Committed(commit.Expected with { Revision = 5 }, CommitOutcome.Done)).ShouldBeEmpty();
        Done(commit).ShouldNotBeEmpty();
    }

    [Fact]
    public void Death_of_an_owner_gives_its_tiles_to_others_and_all_begin_at_the_last_cut()
    {
        Denoise();
        Cut(1);
        On(new JobEvent.Joined(_nodes[2]));
        var commit = CommitIn(On(new JobEvent.Died(Member(0))));
        (commit.Row.Epoch, commit.Row.Cuts.Single().Name).ShouldBe((Second, new CutName(First, 1)));
        commit.Row.Workers.ShouldBe([_nodes[1], _nodes[2]]);

        // While that is being committed, what is said of the old ownership does not count.
        Store(1, step: 2).ShouldBeEmpty();
        var assign = Orders(Done(commit)).Cast<Order.Assign>().ToList();
        assign.Select(order => (order.Epoch, order.From!.Cut, order.From.Digests.Single()))
            .ShouldBe([(Second, new(First, 1), DigestOf(0, 1)), (Second, new(First, 1), DigestOf(1, 1))]);
        Report(1, new Report.Ready(First)).ShouldBeEmpty();
        _job.Refused.ShouldBe(1);
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "; steps 2 to 3 are computed again")] // it has ended step 2, and is in step 3
    [InlineData(2, "; steps 2 to 3 are computed again")] // it has ended step 3, and may not begin step 4
    public void What_is_computed_again_is_said(int steps, string said)
    {
        Denoise();
        Cut(1);
        if (steps > 0)
        {
            Report(0, new Report.Stepped(First, steps, [new(0)], default));
        }

        var note = Done(CommitIn(On(new JobEvent.Died(Member(1))))).OfType<JobEffect.Note>().Single();
        note.Text.ShouldEndWith("with 2 tiles" + said);
    }

    [Fact]
    public void Death_of_a_node_without_tiles_changes_nothing()
    {
        Denoise();
        On(new JobEvent.Joined(_nodes[2])).ShouldBeEmpty();
        On(new JobEvent.Died(Member(2))).ShouldBeEmpty();
    }

    [Fact]
    public void Owner_that_dies_before_its_ownership_is_committed_is_replaced_after()
    {
        var commit = CommitIn(On(new JobEvent.RowRead(JobRow.Submitted)));
        On(new JobEvent.Died(Member(0))).ShouldNotContain(effect => effect is JobEffect.Commit);

        CommitIn(Done(commit)).Row.Workers.ShouldBe([_nodes[1]]);
    }

    [Fact]
    public void Job_without_nodes_waits_for_some_to_gather()
    {
        Denoise();
        On(new JobEvent.Died(Member(0)));
        Done(CommitNow());
        On(new JobEvent.Died(Member(1))).ShouldNotContain(effect => effect is JobEffect.Commit);
        On(new JobEvent.Joined(_nodes[1])).ShouldBeEmpty();
        Tick(1);
        On(new JobEvent.Joined(_nodes[2])).ShouldBeEmpty();

        CommitIn(Tick(1)).Row.Workers.ShouldBe([_nodes[1], _nodes[2]]);
    }

    [Fact]
    public void Cut_that_cannot_be_read_is_replaced_by_the_one_before_and_that_by_the_start()
    {
        Denoise();
        Cut(1);
        Cut(2);
        Lose(1);
        foreach (var (cut, left) in new[] { (2, 1), (1, 0) })
        {
            var commit = CommitIn(Report(0, new Report.Unreadable(_job.Row!.Epoch, new(First, cut), new(0), "gone")));
            commit.Row.Cuts.Select(kept => kept.Name.Step).ShouldBe(Enumerable.Range(1, left));
            Done(commit);
        }

        _job.Row!.Cuts.ShouldBeEmpty();
    }

    [Fact]
    public void Failed_tile_is_tried_on_another_node_and_then_the_job_is_quarantined_with_the_evidence()
    {
        Denoise();
        On(new JobEvent.Joined(_nodes[2]));
        var commit = CommitIn(Fail(0));
        commit.Row.Workers.ShouldBe([_nodes[1], _nodes[2]]);
        commit.Row.Attempts.ShouldBe([new Attempt(new(0), 1, First, Member(0), Died: false, "it broke")]);
        Done(commit);

        commit = CommitIn(Fail(1));
        (commit.Row.Outcome, commit.Row.Epoch).ShouldBe((JobOutcome.Quarantined, Second));
        commit.Row.Attempts.Select(attempt => attempt.Node).ShouldBe([Member(0), Member(1)]);
        commit.Row.Reason.ShouldBe("Tile 0 failed on node-0.1, node-1.1: it broke");
        Done(commit)[^1].ShouldBeOfType<JobEffect.End>().Outcome.ShouldBe(JobOutcome.Quarantined);
    }

    [Fact]
    public void Failure_repeated_is_counted_once_and_forgotten_when_the_tile_gets_past_it()
    {
        Denoise();
        var report = new Report.Failed(First, new(0, 1, [new(0)]), "it broke");
        var commit = CommitIn(Report(0, report));
        Report(0, report).ShouldBeEmpty();
        Done(commit);
        _job.Row!.Attempts.Length.ShouldBe(1);
        BeginSecond();

        Report(1, new Report.Stored(Second, 1, Stored(1, 0, 1)));
        Done(CommitNow());
        _job.Row!.Attempts.Length.ShouldBe(1);
        Report(1, new Report.Stored(Second, 2, Stored(2, 0, 1)));
        Done(CommitNow());
        _job.Row!.Attempts.ShouldBeEmpty();
    }

    [Fact]
    public void Node_that_comes_back_restarted_died_of_what_it_was_at_and_one_that_fell_silent_did_not()
    {
        Denoise();
        Hear(0, new Running(0, 1, [new(0)]));
        Hear(1, new Running(0, 1, [new(1)]));
        Lose(0);
        On(new JobEvent.Joined(new(Member(0) with { Incarnation = 2 }, 1)));
        On(new JobEvent.Died(Member(1)));
        On(new JobEvent.Joined(_nodes[1]));
        Tick(2);

        Done(CommitNow());
        _job.Row!.Attempts.Select(attempt => (attempt.Tile, attempt.Node, attempt.Died)).ShouldBe([(new TileId(0), Member(0), true)]);
    }

    [Fact]
    public void Straggler_is_given_less_and_in_the_end_nothing()
    {
        Denoise();
        foreach (var (share, owners) in new[] { (MachineLimits.StragglerShare, 2), (MachineLimits.StragglerShare * MachineLimits.StragglerShare, 1) })
        {
            Hear(0, new Running(0, 0, [new(0)]));
            Hear(1, null);
            Tick(MachineLimits.StartWithin.TotalSeconds).ShouldNotContain(effect => effect is JobEffect.Commit);
            var commit = CommitIn(Tick(1));
            commit.Row.Workers.Select(worker => worker.Speed).ShouldBe([share, 1]);
            Orders(Done(commit)).Count().ShouldBe(owners);
            Ready();
        }
    }

    [Fact]
    public void Node_that_leaves_gives_up_its_tiles_at_a_cut_and_is_then_told_to_stop()
    {
        Denoise();
        On(new JobEvent.Heard(Member(0), new(1, First, NodePhase.Running, null, IsLeaving: true))).ShouldBeEmpty();
        Store(0, step: 1);
        var commit = CommitIn(Done(CommitIn(Store(1, step: 1))));
        commit.Row.Workers.ShouldBe([_nodes[1]]);
        commit.Row.Cuts.Single().Name.ShouldBe(new CutName(First, 1));

        Done(commit);
        On(new JobEvent.Heard(Member(0), new(1, First, NodePhase.Running, null, IsLeaving: true)))
            .ShouldBe([new JobEffect.Tell(Member(0), new Order.Stop(Second))]);
    }

    [Fact]
    public void Drained_node_gives_up_its_tiles_at_a_cut_and_gets_none_at_later_changes_until_it_is_back()
    {
        Denoise();
        On(new JobEvent.Drained([Member(0).Name])).ShouldBeEmpty();
        Store(0, step: 1);
        var commit = CommitIn(Done(CommitIn(Store(1, step: 1))));
        (commit.Row.Epoch, commit.Row.Cuts.Single().Name).ShouldBe((Second, new CutName(First, 1)));
        commit.Row.Workers.ShouldBe([_nodes[1]]);
        Done(commit);

        On(new JobEvent.Joined(_nodes[2]));
        commit = CommitIn(On(new JobEvent.Died(Member(1))));
        commit.Row.Workers.ShouldBe([_nodes[2]]);
        Done(commit);
        On(new JobEvent.Drained([])).ShouldBeEmpty();
        On(new JobEvent.Joined(_nodes[1]));
        CommitIn(On(new JobEvent.Died(Member(2)))).Row.Workers.ShouldBe([_nodes[0], _nodes[1]]);
    }

    [Fact]
    public void Job_whose_nodes_are_all_drained_waits_owned_by_nobody_and_goes_on_when_one_is_back()
    {
        Denoise();
        On(new JobEvent.Drained([Member(0).Name, Member(1).Name]));
        Store(0, step: 1);
        var effects = Done(CommitIn(Store(1, step: 1)));
        effects.ShouldContain(new JobEffect.Note("all nodes that could draw it are drained: it waits"));
        Orders(effects).OfType<Order.Stop>().ShouldBe([new(First), new(First)]);
        effects.OfType<JobEffect.Show>().Last().Progress.Phase.ShouldBe(JobPhase.Waiting);
        _job.PartOf(Member(0)).Tiles.ShouldBe(0);

        Tick(60).ShouldBeEmpty();
        Store(0, step: 2).ShouldBeEmpty();
        Orders(Hear(0, new Running(0, 1, [new(0)]))).ShouldBe([new Order.Stop(First)]); // it has not heard
        On(new JobEvent.Died(Member(0))).ShouldBeEmpty();
        var commit = CommitIn(On(new JobEvent.Drained([Member(0).Name])));
        (commit.Row.Epoch, commit.Row.Cuts.Single().Name).ShouldBe((Second, new CutName(First, 1)));
        commit.Row.Workers.ShouldBe([_nodes[1]]);
        Orders(Done(commit)).Single().ShouldBeOfType<Order.Assign>().From!.Cut.ShouldBe(new CutName(First, 1));
    }

    [Fact]
    public void Drained_node_waits_for_one_with_enough_memory_without_its_tiles()
    {
        var plan = _plan with { Stages = [_plan.Stages[0] with { TileBytes = 100 }] };
        (_job, _) = JobMachine.Start(plan, term: 1, [_nodes[0] with { Memory = 200 }, _nodes[1] with { Memory = 100 }]);
        Denoise();
        On(new JobEvent.Drained([Member(0).Name]));
        Store(0, step: 1);
        var effects = Done(CommitIn(Store(1, step: 1)));
        effects.ShouldContain(new JobEffect.Note("stage 0 has 2 tiles, and 1 nodes have memory for 1: it waits for more"));
        effects.OfType<JobEffect.Tell>().Where(tell => tell.Order is Order.Stop).Select(tell => tell.Node).ShouldBe([Member(0)]);
        CommitIn(On(new JobEvent.Joined(_nodes[2]))).Row.Workers.Length.ShouldBe(2);
    }

    [Fact]
    public void Stage_that_is_stitched_while_all_nodes_are_drained_is_followed_by_the_next_when_one_is_back()
    {
        (_job, _) = JobMachine.Start(_plan with { Stages = [_plan.Stages[0], _plan.Stages[0]] }, term: 1, _nodes.Take(2));
        Denoise();
        Report(0, new Report.Finished(First, [new(0)]));
        Report(1, new Report.Finished(First, [new(1)]));
        On(new JobEvent.Drained([Member(0).Name, Member(1).Name])).ShouldBeEmpty();
        Orders(On(new JobEvent.Stitched(0))).ShouldBe([new Order.Stop(First), new Order.Stop(First)]);
        Tick(60).ShouldBeEmpty();
        var commit = CommitIn(On(new JobEvent.Drained([])));
        (commit.Row.Stage, commit.Row.Epoch).ShouldBe((1, Second));
        Orders(Done(commit)).Count().ShouldBe(2);
    }

    [Fact]
    public void Job_waits_for_nodes_with_enough_memory_and_gives_each_what_fits()
    {
        var plan = _plan with { Stages = [_plan.Stages[0] with { TileBytes = 100 }] };
        (_job, _) = JobMachine.Start(plan, term: 1, [_nodes[0] with { Memory = 150 }]);
        On(new JobEvent.RowRead(JobRow.Submitted)).ShouldContain(new JobEffect.Note("stage 0 has 2 tiles, and 1 nodes have memory for 1: it waits for more"));
        Tick(10).ShouldNotContain(effect => effect is JobEffect.Commit);

        On(new JobEvent.Joined(_nodes[1] with { Memory = 100, Speed = 99 }));
        Orders(Done(CommitNow())).Count().ShouldBe(2);
    }

    [Fact]
    public void Node_that_cannot_be_linked_for_too_long_is_parted_from_the_others()
    {
        Denoise();
        Unlink(0, Member(1));
        Tick(1);
        for (var second = 1; second < MachineLimits.LinkWithin.TotalSeconds; second++)
        {
            Unlink(1, Member(0));
            Tick(1).ShouldNotContain(effect => effect is JobEffect.Commit);
        }

        CommitIn(Tick(1)).Row.Workers.ShouldBe([_nodes[0]]);

        void Unlink(int node, Member other) =>
            On(new JobEvent.Heard(Member(node), new(1, First, NodePhase.Running, null) { Unlinked = [other] }));
    }

    [Fact]
    public void Nodes_that_were_not_linked_for_a_moment_work_on()
    {
        Denoise();
        for (var second = 0; second < 3 * MachineLimits.LinkWithin.TotalSeconds; second++)
        {
            On(new JobEvent.Heard(Member(0), new(1, First, NodePhase.Running, null) { Unlinked = second % 5 == 0 ? [] : [Member(1)] }));
            Tick(1).ShouldNotContain(effect => effect is JobEffect.Commit);
        }
    }

    [Fact]
    public void Last_node_works_on_until_it_is_gone()
    {
        Denoise();
        foreach (var node in (int[])[0, 1])
        {
            On(new JobEvent.Heard(Member(node), new(1, First, NodePhase.Running, null, IsLeaving: true)));
        }

        Store(0, step: 1);
        Orders(Done(CommitIn(Store(1, step: 1)))).ShouldBe([new Order.Proceed(First, 1), new Order.Proceed(First, 1)]);
    }

    [Fact]
    public void Node_that_the_others_waited_too_long_for_is_a_straggler_with_its_part()
    {
        Denoise();
        Report(0, new Report.Stepped(First, 1, [new(0)], default));
        Hear(1, new Running(0, 0, [new(1)]));
        (_job.PartOf(Member(0)), _job.PartOf(Member(1)), _job.PartOf(Member(2))).ShouldBe(((1, 2, false), (1, 0, false), (0, 0, false)));
        Done(CommitIn(Tick(MachineLimits.StartWithin.TotalSeconds + 1)));
        (_job.PartOf(Member(0)).IsStraggler, _job.PartOf(Member(1)).IsStraggler).ShouldBe((false, true));
    }

    [Fact]
    public void Nodes_that_wait_for_the_store_are_no_stragglers()
    {
        Denoise();
        foreach (var node in (int[])[0, 1])
        {
            Report(node, new Report.Stepped(First, 1, [new(node)], default));
            Hear(node, new Running(0, 2, [new(node)]));
        }

        for (var i = 0; i < 10; i++)
        {
            Tick(MachineLimits.StartWithin.TotalSeconds).ShouldNotContain(effect => effect is JobEffect.Commit);
        }
    }

    [Fact]
    public void Nobody_is_blamed_while_the_leader_hears_nobody()
    {
        Denoise();
        foreach (var node in (int[])[0, 1])
        {
            Hear(node, new Running(0, 0, [new(node)]));
        }

        On(new JobEvent.Connected(IsOnline: false));
        for (var i = 0; i < 10; i++)
        {
            Tick(MachineLimits.StartWithin.TotalSeconds).ShouldNotContain(effect => effect is JobEffect.Commit);
        }

        On(new JobEvent.Connected(IsOnline: true)).ShouldBeEmpty();
        Tick(MachineLimits.StartWithin.TotalSeconds).ShouldNotContain(effect => effect is JobEffect.Commit);
        CommitIn(Tick(1));
    }

    [Fact]
    public void Node_that_cannot_have_heard_of_its_assignment_is_not_left_out()
    {
        Own();
        Hear(0, null, heardOf: new(0));
        On(new JobEvent.Connected(IsOnline: false));
        Tick(10 * MachineLimits.ContactWithin.TotalSeconds);
        On(new JobEvent.Connected(IsOnline: true));
        Tick(MachineLimits.ContactWithin.TotalSeconds).ShouldNotContain(effect => effect is JobEffect.Commit);
    }

    [Fact]
    public void Node_that_never_hears_of_its_assignment_is_left_out()
    {
        Own();
        Report(1, new Report.Ready(First));
        Hear(0, null, heardOf: new(0));
        Tick(MachineLimits.ContactWithin.TotalSeconds).ShouldNotContain(effect => effect is JobEffect.Commit);

        CommitIn(Tick(1)).Row.Workers.ShouldBe([_nodes[1]]);
    }

    [Fact]
    public void Orders_are_repeated_each_second_until_they_are_answered()
    {
        Own();
        Report(0, new Report.Ready(First));
        Tick(1).OfType<JobEffect.Tell>().Single().ShouldSatisfyAllConditions(
            tell => tell.Node.ShouldBe(Member(1)), tell => tell.Order.ShouldBeOfType<Order.Assign>());
        Tick(0.25).ShouldBeEmpty();

        Report(1, new Report.Ready(First));
        Orders(Tick(1)).ShouldBe([new Order.Proceed(First), new Order.Proceed(First)]);
    }

    [Fact]
    public void New_leader_goes_on_from_the_row()
    {
        Denoise();
        Cut(1);
        var row = _job.Row!;
        (_job, _) = JobMachine.Start(_plan, term: 2, _nodes);

        var commit = CommitIn(On(new JobEvent.RowRead(row)));

        commit.Expected.ShouldBe(new Fence(2, First, row.Revision));
        (commit.Row.Epoch, commit.Row.Cuts.Single()).ShouldBe((Second, row.Cuts.Single()));
    }

    [Fact]
    public void Stray_node_is_stopped_and_so_is_one_that_missed_the_end()
    {
        Denoise();
        Lose(0);
        On(new JobEvent.Joined(_nodes[0]));
        Orders(Hear(0, new Running(0, 1, [new(0)]))).ShouldBe([new Order.Stop(Second)]);

        On(new JobEvent.Cancelled());
        Done(CommitNow());
        _job.Phase.ShouldBe(JobPhase.Ended);
        Orders(Hear(1, null)).ShouldBe([new Order.Stop(Second)]);
    }

    void Own() => Done(CommitIn(On(new JobEvent.RowRead(JobRow.Submitted))));

    void Denoise()
    {
        Own();
        Ready();
        _job.Phase.ShouldBe(JobPhase.Denoising);
    }

    void Ready()
    {
        foreach (var node in _nodes.Index())
        {
            Report(node.Index, new Report.Ready(_job.Row!.Epoch));
        }
    }

    void BeginSecond() => Report(1, new Report.Ready(Second));

    void Lose(int node) => Done(CommitIn(On(new JobEvent.Died(Member(node)))));

    ImmutableArray<JobEffect> Fail(int node) => Report(node, new Report.Failed(_job.Row!.Epoch, new(0, 1, [new(0)]), "it broke"));

    ImmutableArray<JobEffect> Store(int node, int step) => Report(node, new Report.Stored(First, step, Stored(step, node)));

    ImmutableArray<JobEffect> Cut(int step)
    {
        Store(0, step);
        return Done(CommitIn(Store(1, step)));
    }

    static ImmutableArray<StoredTile> Stored(int step, params int[] tiles) => [.. tiles.Select(tile => new StoredTile(new(tile), DigestOf(tile, step)))];

    static Digest DigestOf(int tile, int step) => new((ulong)((10 * tile) + step));

    Member Member(int node) => _nodes[node].Member;

    ImmutableArray<JobEffect> Hear(int node, Running? running, Epoch? heardOf = null) =>
        On(new JobEvent.Heard(Member(node), new Hello(1, heardOf ?? First, NodePhase.Running, running)));

    ImmutableArray<JobEffect> Report(int node, Report report) => On(new JobEvent.Reported(Member(node), report));

    ImmutableArray<JobEffect> Tick(double seconds = 0) => On(new JobEvent.Tick(_now += TimeSpan.FromSeconds(seconds)));

    static JobEffect.Commit CommitIn(IEnumerable<JobEffect> effects) => effects.OfType<JobEffect.Commit>().Single();

    static IEnumerable<Order> Orders(IEnumerable<JobEffect> effects) => effects.OfType<JobEffect.Tell>().Select(tell => tell.Order);

    JobEffect.Commit CommitNow() => _last.ShouldNotBeNull();

    ImmutableArray<JobEffect> Done(JobEffect.Commit commit) => On(new JobEvent.Committed(commit.Expected, CommitOutcome.Done));

    JobEffect.Commit? _last;

    ImmutableArray<JobEffect> On(JobEvent happened)
    {
        (_job, var effects) = _job.On(happened);
        _last = effects.OfType<JobEffect.Commit>().LastOrDefault() ?? _last;
        return effects;
    }
}
