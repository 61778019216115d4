using Tessera.Cluster;
using Tessera.Tiling.Machines;
using static Conformance.Store.Rows;

namespace Conformance.Store;

/// <content>What happened to a job.</content>
public abstract partial class JobStoreConformance
{
    [Fact]
    public async Task Job_s_life_is_logged()
    {
        var (id, row) = await LeadAsync();
        await Store.ShowAsync(id, 1, Progress, None);
        await Store.ShowAsync(id, 1, Progress, None); // nothing new
        row = await BeginAsync(id);
        await CommitAsync(id, row, row = row.WithCut(1)); // of no interest to those who wait
        await CommitAsync(id, row, row with { Revision = row.Revision + 1, Stage = 2 });
        await Store.CancelAsync(id, null, None);
        await Store.CancelAsync(id, null, None);
        await Store.ShowAsync(id, 1, Progress with { Step = 5 }, None);
        await EndAsync(id, JobOutcome.Cancelled, "asked to");

        var events = await EventsAsync(id);
        events.Select(happened => happened with { At = default }).ShouldBe(
        [
            new(1, default, LoggedEventKind.Submitted, 0),
            new(2, default, LoggedEventKind.Progress, 0, Progress),
            new(3, default, LoggedEventKind.Begun, 0),
            new(4, default, LoggedEventKind.Stage, 2),
            new(5, default, LoggedEventKind.CancelAsked, 2),
            new(6, default, LoggedEventKind.Progress, 2, Progress with { Step = 5 }),
            new(7, default, LoggedEventKind.Ended, 2, null, JobOutcome.Cancelled, "asked to"),
        ]);
        var job = await FindAsync(id);
        (job.Version, job.State).ShouldBe((7, JobState.Cancelled));
        events[0].At.ShouldBe(job.SubmittedAt);
        events[^1].At.ShouldBe(job.EndedAt!.Value);
        events.Select(happened => happened.At).ShouldBeInOrder();
    }

    [Fact]
    public async Task Log_can_be_read_on_from_any_event()
    {
        var (id, _) = await LeadAsync();
        for (var step = 1; step <= 8; step++)
        {
            await Store.ShowAsync(id, 1, Progress with { Step = step }, None);
        }

        (await Store.EventsAsync(id, 0, 3, None)).Select(happened => happened.Sequence).ShouldBe([1, 2, 3]);
        (await Store.EventsAsync(id, 7, 3, None)).Select(happened => happened.Sequence).ShouldBe([8, 9]);
        (await Store.EventsAsync(id, 9, 3, None)).ShouldBeEmpty();
        (await Store.EventsAsync(id, long.MaxValue, 3, None)).ShouldBeEmpty();
        (await Store.EventsAsync(id, -5, Limits.EventsListed, None)).Count.ShouldBe(9);
        (await Store.EventsAsync(JobId.New(), 0, 3, None)).ShouldBeEmpty();
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => Store.EventsAsync(id, 0, 0, None));
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => Store.EventsAsync(id, 0, Limits.EventsListed + 1, None));
    }

    [Fact]
    public async Task What_is_refused_is_not_logged()
    {
        var (id, row) = await LeadAsync();
        await Store.ShowAsync(id, 2, Progress, None);
        await Store.CommitAsync(id, row.FenceOf(2), row.Ended(2), None);
        await SubmitAsync(new JobSubmission(id, Document));
        (await EventsAsync(id)).ShouldHaveSingleItem();

        await EndAsync(id);
        await Store.ShowAsync(id, 1, Progress, None);
        await Store.CancelAsync(id, null, None);
        (await EventsAsync(id)).Select(happened => happened.Kind).ShouldBe([LoggedEventKind.Submitted, LoggedEventKind.Ended]);
        (await FindAsync(id)).Progress.ShouldBeNull();
    }

    [Fact]
    public async Task Events_at_the_same_time_have_sequences_without_gaps()
    {
        var (id, _) = await LeadAsync();
        await BeginAsync(id);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(step => Store.ShowAsync(id, 1, Progress with { Step = step }, None))
            .Append(Store.CancelAsync(id, null, None)).Append(Store.CancelAsync(id, null, None)));

        var events = await EventsAsync(id);
        events.Select(happened => happened.Sequence).ShouldBe(Enumerable.Range(1, 19).Select(sequence => (long)sequence));
        events.Count(happened => happened.Kind is LoggedEventKind.CancelAsked).ShouldBe(1);
        (await FindAsync(id)).Version.ShouldBe(19);
    }

    [Fact]
    public async Task Log_that_is_too_long_has_commits_but_no_more_progress()
    {
        var (id, _) = await LeadAsync();
        await FillLogAsync(id);

        await Store.ShowAsync(id, 1, Progress with { Step = 7 }, None);
        (await FindAsync(id)).Version.ShouldBe(Limits.EventsPerJob);
        (await FindAsync(id)).Progress.ShouldBe(Progress with { Step = 7 });
        await EndAsync(id);

        var last = (await Store.EventsAsync(id, Limits.EventsPerJob, 9, None)).ShouldHaveSingleItem();
        (last.Sequence, last.Kind, last.Outcome).ShouldBe((Limits.EventsPerJob + 1, LoggedEventKind.Ended, JobOutcome.Done));
    }

    [Fact]
    public async Task Long_reason_is_cut_off_in_the_log()
    {
        var (id, _) = await LeadAsync();
        var reason = new string('x', Limits.FailureCharacters - 1) + "\ud83d\ude00 and so on";

        await EndAsync(id, JobOutcome.Failed, reason);

        (await FindAsync(id)).Row.Reason.ShouldBe(reason);
        (await EventsAsync(id))[^1].Reason.ShouldBe(reason[..(Limits.FailureCharacters - 1)] + "\ufffd");
    }

    protected Task<IReadOnlyList<LoggedEvent>> EventsAsync(JobId id) => Store.EventsAsync(id, 0, Limits.EventsListed, None);
}
