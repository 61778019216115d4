namespace Tessera.Cluster.Tests.Timelines;

public sealed class CoverageTests
{
    [Fact]
    public void Gaps_between_slices_of_the_device_are_not_accounted_for()
    {
        Of(new(TimelineKind.Assigned, 100), new(TimelineKind.Evaluate, 110, 40), new(TimelineKind.Idle, 150, 30), new(TimelineKind.Released, 200)).ShouldBe((100, 70));
    }

    [Fact]
    public void Other_lanes_and_time_without_tiles_do_not_count()
    {
        Of(
            new(TimelineKind.Evaluate, 0, 50),
            new(TimelineKind.Assigned, 100),
            new(TimelineKind.Save, 100, 100),
            new(TimelineKind.Step, 100, 100),
            new(TimelineKind.Released, 200),
            new(TimelineKind.Evaluate, 210, 50)).ShouldBe((100, 0));
    }

    [Fact]
    public void Slices_that_overlap_count_once_and_only_where_the_node_had_tiles()
    {
        Of(
            new(TimelineKind.Evaluate, 50, 100),
            new(TimelineKind.Assigned, 100),
            new(TimelineKind.Evaluate, 120, 40),
            new(TimelineKind.Fuse, 190, 30),
            new(TimelineKind.Released, 200)).ShouldBe((100, 70));
    }

    [Fact]
    public void Node_that_died_ended_with_its_last_record_and_a_new_assignment_changes_nothing()
    {
        Of(new(TimelineKind.Assigned, 0), new(TimelineKind.Evaluate, 0, 40), new(TimelineKind.Assigned, 40), new(TimelineKind.Idle, 50, 50)).ShouldBe((100, 90));
    }

    [Fact]
    public void Leader_is_measured_by_what_the_job_was_doing()
    {
        new NodeTimeline(
            new(new("leader", 1), IsLeader: true),
            [new(TimelineKind.Preparing, 0, 10), new(TimelineKind.Denoising, 10, 70), new(TimelineKind.Commit, 10, 60), new(TimelineKind.Ended, 100)],
            Damaged: 0,
            IsCut: false).Coverage().ShouldBe((100, 80));
    }

    static (long Wall, long Accounted) Of(params TimelineEntry[] entries) =>
        new NodeTimeline(TimelineFolder.Worker, [.. entries.OrderBy(entry => entry.Begin)], Damaged: 0, IsCut: false).Coverage();
}
