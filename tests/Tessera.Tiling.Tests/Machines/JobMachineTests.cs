using System.Collections.Immutable;
using Tessera.Tiling.Machines;

namespace Tessera.Tiling.Tests.Machines;

public sealed class JobMachineTests
{
    static readonly Epoch First = new(1);

    readonly JobPlan _plan = new([new JobStage(Jobs.Plan(CoherenceMode.Halo, 4, 8, 1, 2), 1, 1), new JobStage(Jobs.Plan(CoherenceMode.Halo, 8, 16, 2, 4), 1, 1)]);

    readonly ImmutableArray<Worker> _nodes = Jobs.Workers(3);

    [Fact]
    public void Nodes_with_tiles_are_assigned_and_begin_together()
    {
        var (job, effects) = Started();
        Orders(effects).ShouldBe([(0, new Order.Assign(First, 0, 0, job.Row!.Workers)), (1, new Order.Assign(First, 0, 1, job.Row.Workers))]);

        (job, effects) = Report(job, 1, new Report.Ready(First));
        effects.ShouldBeEmpty();
        (job, effects) = Report(job, 1, new Report.Ready(First));
        effects.ShouldBeEmpty();
        (job, effects) = Report(job, 0, new Report.Ready(First));
        Orders(effects).ShouldBe([(0, new Order.Proceed(First)), (1, new Order.Proceed(First))]);
        job.Phase.ShouldBe(JobPhase.Denoising);
    }

    [Fact]
    public void Stage_is_stitched_once_when_every_tile_is_finished_and_the_next_has_a_higher_epoch()
    {
        var job = Denoising();
        job = Report(job, 0, new Report.Stepped(First, 0, [new(0)], default)).Next;
        job = Report(job, 1, new Report.Stepped(First, 0, [new(1)], default)).Next;
        job = Report(job, 0, new Report.Finished(First, [new(0)])).Next;
        (job, var effects) = Report(job, 0, new Report.Finished(First, [new(0)]));
        effects.ShouldNotContain(effect => effect is JobEffect.Stitch);

        (job, effects) = Report(job, 1, new Report.Finished(First, [new(1)]));
        effects.OfType<JobEffect.Stitch>().Single().Stage.ShouldBe(0);
        Report(job, 1, new Report.Finished(First, [new(1)])).Effects.ShouldBeEmpty();

        (job, effects) = Answer(job.On(new JobEvent.Stitched(0)));
        Orders(effects).ShouldBe([.. Enumerable.Range(0, 3).Select(node => (node, (Order)new Order.Assign(First.Next, 1, node, job.Row!.Workers)))]);
    }

    [Fact]
    public void Repeated_strange_and_foreign_reports_count_nothing()
    {
        var job = Denoising();
        (job, var effects) = Report(job, 0, new Report.Stepped(First, 0, [new(0), new(0)], default));
        Shown(effects).EvaluationsDone.ShouldBe(1);

        foreach (var (node, report) in (IEnumerable<(int, Report)>)
        [
            (0, new Report.Stepped(First, 0, [new(0)], default)),
            (0, new Report.Stepped(First, 1, [new(0)], default)),
            (1, new Report.Stepped(First, -1, [new(1)], default)),
            (1, new Report.Stepped(First, int.MaxValue, [new(1)], default)),
            (0, new Report.Stepped(First, 0, [new(1), new(2), new(-1)], default)),
            (2, new Report.Stepped(First, 0, [new(1)], default)),
            (1, new Report.Stepped(First.Next, 0, [new(1)], default)),
            (0, new Report.Finished(First, [new(1), new(-1), new(7)])),
            (0, new Report.Finished(First.Next, [new(0)])),
            (0, new Report.Failed(new(0), new(0, 0, [new(0)]), "old news")),
        ])
        {
            (job, effects) = Report(job, node, report);
            effects.OfType<JobEffect.Show>().ShouldAllBe(show => show.Progress.EvaluationsDone == 1 && show.Progress.TilesFinished == 0);
            job.Phase.ShouldBe(JobPhase.Denoising);
        }
    }

    [Fact]
    public void Failure_and_cancellation_stop_the_nodes_and_end_the_job_once()
    {
        var broken = new Report.Failed(First, new(0, 0, [new(1)]), "no memory");
        foreach (var (happened, end) in (IEnumerable<(JobEvent, JobEffect)>)
        [
            (new JobEvent.Cancelled(), new JobEffect.End(JobOutcome.Cancelled, null, default)),
            (new JobEvent.Failed("disk full"), new JobEffect.End(JobOutcome.Failed, "disk full", default)),
            (new JobEvent.Reported(_nodes[1].Member, broken), new JobEffect.End(JobOutcome.Failed, "no memory", default)),
        ])
        {
            var (job, effects) = Answer(Denoising().On(happened));

            effects[^1].ShouldBe(end);
            Orders(effects).ShouldBe([(0, new Order.Stop(First)), (1, new Order.Stop(First))]);
            job.On(happened).Effects.ShouldBeEmpty();
            Report(job, 0, new Report.Ready(First)).Effects.ShouldBeEmpty();
        }
    }

    JobMachine Denoising()
    {
        var job = Started().Job;
        job = Report(job, 0, new Report.Ready(First)).Next;
        return Report(job, 1, new Report.Ready(First)).Next;
    }

    (JobMachine Job, ImmutableArray<JobEffect> Effects) Started()
    {
        var (job, effects) = JobMachine.Start(_plan, term: 1, _nodes);
        effects.ShouldBe([new JobEffect.Read()]);
        return Answer(job.On(new JobEvent.RowRead(JobRow.Submitted)));
    }

    /// <summary>Commits whatever is to be committed.</summary>
    static (JobMachine Next, ImmutableArray<JobEffect> Effects) Answer((JobMachine Next, ImmutableArray<JobEffect> Effects) turn)
    {
        var (job, effects) = turn;
        while (effects.LastOrDefault() is JobEffect.Commit commit)
        {
            (job, var more) = job.On(new JobEvent.Committed(commit.Expected, CommitOutcome.Done));
            effects = [.. effects[..^1], .. more];
        }

        return (job, effects);
    }

    (JobMachine Next, ImmutableArray<JobEffect> Effects) Report(JobMachine job, int node, Report report) =>
        Answer(job.On(new JobEvent.Reported(_nodes[node].Member, report)));

    IEnumerable<(int, Order)> Orders(IEnumerable<JobEffect> effects) =>
        effects.OfType<JobEffect.Tell>().Select(tell => (_nodes.Select(node => node.Member).ToList().IndexOf(tell.Node), tell.Order));

    static JobProgress Shown(IEnumerable<JobEffect> effects) => effects.OfType<JobEffect.Show>().Last().Progress;
}
