using Tessera.Cluster;
using Tessera.Tiling.Machines;
using static Conformance.Store.Rows;

namespace Conformance.Store;

/// <content>Submitting, finding, showing and cancelling.</content>
public abstract partial class JobStoreConformance
{
    [Fact]
    public async Task Submitted_job_is_found_as_it_was_submitted()
    {
        var id = JobId.New();
        await Store.SubmitAsync(new(id, Document), null, None);

        var job = await FindAsync(id);
        (job.Id, job.Number, job.Document, job.IsCancelled, job.Progress, job.EndedAt).ShouldBe((id, 1, Document, false, null, null));
        job.Row.ShouldBeRow(JobRow.Submitted);
        job.SubmittedAt.Offset.ShouldBe(TimeSpan.Zero);
        job.SubmittedAt.ShouldBeGreaterThan(new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero));
        (await Store.FindAsync(JobId.New(), null, None)).ShouldBeNull();
    }

    [Fact]
    public async Task Submission_can_be_repeated_and_not_be_changed()
    {
        var id = JobId.New();
        await Store.SubmitAsync(new(id, Document), null, None);
        var job = await FindAsync(id);
        await Store.SubmitAsync(new(id, Document), null, None);

        (await Should.ThrowAsync<ArgumentException>(() => Store.SubmitAsync(new(id, Document + " "), null, None))).Message.ShouldContain("another document");

        (await FindAsync(id)).SubmittedAt.ShouldBe(job.SubmittedAt);
        (await Store.ListAsync(new(9), None)).ShouldHaveSingleItem().Document.ShouldBe(Document);
        await Store.SubmitAsync(new(JobId.New(), "next"), null, None);
        (await Store.ListAsync(new(9), None)).Select(listed => listed.Number).ShouldBe([2, 1]);
    }

    [Fact]
    public async Task Document_has_a_longest_length_and_only_characters()
    {
        var id = JobId.New();
        var longest = new string('火', Limits.DocumentCharacters);

        await Should.ThrowAsync<ArgumentException>(() => Store.SubmitAsync(new(id, longest + " "), null, None));
        await Should.ThrowAsync<ArgumentException>(() => Store.SubmitAsync(new(id, "a\0b"), null, None));
        await Should.ThrowAsync<ArgumentException>(() => Store.SubmitAsync(new(id, "a\ud83d"), null, None));
        await Store.SubmitAsync(new(id, longest), null, None);

        (await FindAsync(id)).Document.ShouldBe(longest);
    }

    [Fact]
    public async Task Submissions_at_the_same_time_have_numbers_without_gaps()
    {
        JobId[] ids = [.. Enumerable.Range(0, 16).Select(_ => JobId.New())];
        await Task.WhenAll(ids.Concat(ids).Select(id => Store.SubmitAsync(new(id, Document), null, None)));

        (await Store.ListAsync(new(99), None)).Select(job => job.Number).ShouldBe(Enumerable.Range(1, 16).Reverse().Select(number => (long)number));
    }

    [Fact]
    public async Task Jobs_are_listed_from_the_last_in_pages()
    {
        JobId[] ids = [.. Enumerable.Range(0, 5).Select(_ => JobId.New())];
        foreach (var id in ids)
        {
            await Store.SubmitAsync(new(id, id.ToString()), null, None);
        }

        (await Store.ListAsync(new(2), None)).Select(job => job.Id).ShouldBe([ids[4], ids[3]]);
        (await Store.ListAsync(new(2, 4), None)).Select(job => job.Id).ShouldBe([ids[2], ids[1]]);
        (await Store.ListAsync(new(2, 2), None)).Select(job => job.Id).ShouldBe([ids[0]]);
        (await Store.ListAsync(new(2, 1), None)).ShouldBeEmpty();
        (await Store.ListAsync(new(Limits.JobsListed, long.MaxValue), None)).Count.ShouldBe(5);
        (await Store.ListAsync(new(1, long.MinValue), None)).ShouldBeEmpty();
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => Store.ListAsync(new(0), None));
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => Store.ListAsync(new(Limits.JobsListed + 1), None));
    }

    [Fact]
    public async Task Listed_jobs_have_everything_but_workers_cuts_and_attempts()
    {
        var (id, row) = await LeadAsync();
        var next = row.Reassigned(1).WithCut(2).Ended(1, JobOutcome.Cancelled, "asked to");
        await CommitAsync(id, row, next);
        await Store.ShowAsync(id, 1, Progress, None);

        var found = await FindAsync(id);
        var listed = (await Store.ListAsync(new(1), None)).ShouldHaveSingleItem();
        listed.Row.ShouldBeRow(next with { Workers = [], Cuts = [], Attempts = [] });
        (listed with { Row = found.Row }).ShouldBe(found);
    }

    [Fact]
    public async Task Next_job_is_one_that_was_begun_else_the_first()
    {
        (await Store.NextAsync(None)).ShouldBeNull();
        var (first, _) = await LeadAsync();
        var (second, third) = (JobId.New(), JobId.New());
        await Store.SubmitAsync(new(second, Document), null, None);
        await Store.SubmitAsync(new(third, Document), null, None);
        (await Store.NextAsync(None))!.Id.ShouldBe(first);

        var begun = JobRow.Submitted.Reassigned(1);
        (await CommitAsync(second, JobRow.Submitted, begun)).ShouldBe(CommitOutcome.Done);
        var next = (await Store.NextAsync(None)).ShouldNotBeNull();
        next.Id.ShouldBe(second);
        next.Row.ShouldBeRow(begun);

        (await CommitAsync(second, begun, begun.Ended(1))).ShouldBe(CommitOutcome.Done);
        (await Store.NextAsync(None))!.Id.ShouldBe(first);
        foreach (var id in (JobId[])[first, third])
        {
            var submitted = (await FindAsync(id)).Row;
            (await CommitAsync(id, submitted, submitted.Ended(1))).ShouldBe(CommitOutcome.Done);
        }

        (await Store.NextAsync(None)).ShouldBeNull();
    }

    [Fact]
    public async Task Progress_is_shown_by_the_leader_alone()
    {
        var (id, row) = await LeadAsync();

        await Store.ShowAsync(id, 0, Progress, None);
        await Store.ShowAsync(id, 2, Progress, None);
        await Store.ShowAsync(JobId.New(), 1, Progress, None);
        await Should.ThrowAsync<ArgumentException>(() => Store.ShowAsync(id, 1, Progress with { Step = -1 }, None));
        (await FindAsync(id)).Progress.ShouldBeNull();

        await Store.ShowAsync(id, 1, Progress, None);
        (await FindAsync(id)).Progress.ShouldBe(Progress);
        await Store.ShowAsync(id, 1, Progress with { Step = 5 }, None);
        var job = await FindAsync(id);
        job.Progress.ShouldBe(Progress with { Step = 5 });
        job.Row.ShouldBeRow(row);
    }

    [Fact]
    public async Task Leader_that_shows_progress_hears_whether_the_job_is_still_wanted()
    {
        var (id, _) = await LeadAsync();
        (await Store.ShowAsync(id, 1, Progress, None)).ShouldBeFalse();
        await Store.CancelAsync(id, null, None);
        (await Store.ShowAsync(id, 1, Progress, None)).ShouldBeTrue();
        (await Store.ShowAsync(JobId.New(), 1, Progress, None)).ShouldBeFalse();
    }

    [Fact]
    public async Task Job_is_cancelled_once_it_is_there_and_before_it_has_ended()
    {
        var (id, row) = await LeadAsync();

        (await Store.CancelAsync(JobId.New(), null, None)).ShouldBeFalse();
        (await Store.CancelAsync(id, null, None)).ShouldBeTrue();
        (await Store.CancelAsync(id, null, None)).ShouldBeTrue();
        var job = await FindAsync(id);
        job.IsCancelled.ShouldBeTrue();
        job.Row.ShouldBeRow(row);
        (await Store.NextAsync(None))!.IsCancelled.ShouldBeTrue();

        (await CommitAsync(id, row, row.Ended(1, JobOutcome.Cancelled))).ShouldBe(CommitOutcome.Done);
        (await Store.CancelAsync(id, null, None)).ShouldBeFalse();
        (await FindAsync(id)).IsCancelled.ShouldBeTrue();
    }
}
