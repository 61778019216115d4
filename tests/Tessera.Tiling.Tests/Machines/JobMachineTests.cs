using System.Collections.Immutable;
using Tessera.Tiling.Machines;

namespace Tessera.Tiling.Tests.Machines;

public sealed class JobMachineTests
{
    static readonly Epoch First = new(1);

    readonly JobPlan _plan = new([new JobStage(Jobs.Plan(CoherenceMode.Halo, 4, 8, 1, 2), 1, 1), new JobStage(Jobs.Plan(CoherenceMode.Halo, 8, 16, 2, 4), 1, 1)]);

    [Fact]
    public void Nodes_with_tiles_are_assigned_and_begin_together()
    {
        var (job, effects) = JobMachine.Start(_plan, nodes: 3);
        Orders(effects).ShouldBe([(0, new Order.Assign(First, 0, 0, 3)), (1, new Order.Assign(First, 0, 1, 3))]);

        (job, effects) = Report(job, 1, new Report.Ready(First));
        effects.ShouldBeEmpty();
        (job, effects) = Report(job, 1, new Report.Ready(First));
        effects.ShouldBeEmpty();
        (job, effects) = Report(job, 0, new Report.Ready(First));
        Orders(effects).ShouldBe([(0, new Order.Begin(First)), (1, new Order.Begin(First))]);
        job.Phase.ShouldBe(JobPhase.Denoising);
    }

    [Fact]
    public void Stage_is_stitched_once_when_every_tile_is_finished_and_the_next_has_a_higher_epoch()
    {
        var job = Denoising();
        job = Report(job, 0, new Report.Stepped(First, 0, [new(0)], default)).Next;
        job = Report(job, 1, new Report.Stepped(First, 0, [new(1)], default)).Next;
        job = Report(job, 0, new Report.Finished(First, new(0))).Next;
        (job, var effects) = Report(job, 0, new Report.Finished(First, new(0)));
        effects.ShouldNotContain(effect => effect is JobEffect.Stitch);

        (job, effects) = Report(job, 1, new Report.Finished(First, new(1)));
        effects.OfType<JobEffect.Stitch>().Single().Stage.ShouldBe(0);
        Report(job, 1, new Report.Finished(First, new(1))).Effects.ShouldBeEmpty();

        (job, effects) = job.On(new JobEvent.Stitched());
        Orders(effects).ShouldBe([.. Enumerable.Range(0, 3).Select(node => (node, (Order)new Order.Assign(First.Next, 1, node, 3)))]);
    }

    [Fact]
    public void Repeated_strange_and_foreign_reports_count_nothing()
    {
        var job = Denoising();
        (job, var effects) = Report(job, 0, new Report.Stepped(First, 0, [new(0), new(0)], default));
        Shown(effects).EvaluationsDone.ShouldBe(1);

        foreach (var report in (Report[])
        [
            new Report.Stepped(First, 0, [new(0)], default),
            new Report.Stepped(First, 1, [new(0)], default),
            new Report.Stepped(First, -1, [new(1)], default),
            new Report.Stepped(First, int.MaxValue, [new(1)], default),
            new Report.Stepped(First, 0, [new(2), new(-1)], default),
            new Report.Stepped(First.Next, 0, [new(1)], default),
            new Report.Finished(First, new(1)),
            new Report.Finished(First.Next, new(0)),
            new Report.Failed(new(0), "old news"),
        ])
        {
            (job, effects) = Report(job, 0, report);
            effects.OfType<JobEffect.Show>().ShouldAllBe(show => show.Progress.EvaluationsDone == 1 && show.Progress.TilesFinished == 0);
            job.Phase.ShouldBe(JobPhase.Denoising);
        }
    }

    [Fact]
    public void Failure_and_cancellation_stop_the_nodes_and_end_the_job_once()
    {
        foreach (var (happened, end) in (IEnumerable<(JobEvent, JobEffect)>)
        [
            (new JobEvent.Cancelled(), new JobEffect.End(JobOutcome.Cancelled, null, default)),
            (new JobEvent.Failed("disk full"), new JobEffect.End(JobOutcome.Failed, "disk full", default)),
            (new JobEvent.Reported(1, new Report.Failed(First, "no memory")), new JobEffect.End(JobOutcome.Failed, "no memory", default)),
        ])
        {
            var (job, effects) = Denoising().On(happened);

            effects[^1].ShouldBe(end);
            Orders(effects).ShouldBe([(0, new Order.Stop(First)), (1, new Order.Stop(First))]);
            job.On(happened).Effects.ShouldBeEmpty();
            Report(job, 0, new Report.Ready(First)).Effects.ShouldBeEmpty();
        }
    }

    [Fact]
    public void Job_needs_a_node() => Should.Throw<ArgumentOutOfRangeException>(() => JobMachine.Start(_plan, 0));

    JobMachine Denoising()
    {
        var job = JobMachine.Start(_plan, nodes: 3).Job;
        job = Report(job, 0, new Report.Ready(First)).Next;
        return Report(job, 1, new Report.Ready(First)).Next;
    }

    static (JobMachine Next, ImmutableArray<JobEffect> Effects) Report(JobMachine job, int node, Report report) => job.On(new JobEvent.Reported(node, report));

    static IEnumerable<(int, Order)> Orders(IEnumerable<JobEffect> effects) => effects.OfType<JobEffect.Tell>().Select(tell => (tell.Node, tell.Order));

    static JobProgress Shown(IEnumerable<JobEffect> effects) => effects.OfType<JobEffect.Show>().Last().Progress;
}
