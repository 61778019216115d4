using Tessera.Cluster;
using Tessera.Tiling.Machines;
using static Conformance.Store.Rows;

namespace Conformance.Store;

/// <content>Trying again, deleting, and whose jobs are seen.</content>
public abstract partial class JobStoreConformance
{
    [Theory]
    [InlineData(false, JobOutcome.Failed)]
    [InlineData(true, JobOutcome.Failed)]
    [InlineData(false, JobOutcome.Cancelled)]
    [InlineData(true, JobOutcome.Quarantined)]
    public async Task Job_that_ended_can_be_tried_again(bool fromStart, JobOutcome outcome)
    {
        var (id, _) = await LeadAsync();
        var row = await BeginAsync(id);
        await CommitAsync(id, row, row.WithCut(3) with { Stage = 1 });
        await Store.ShowAsync(id, 1, Progress, None);
        await Store.CancelAsync(id, null, None);
        await EndAsync(id, outcome, "a reason");
        var ended = await FindAsync(id);

        (await Store.RetryAsync(id, fromStart, null, null, None)).ShouldBe(JobChange.Made);

        var job = await FindAsync(id);
        (job.IsCancelled, job.Progress, job.EndedAt, job.State, job.Version).ShouldBe((false, null, null, JobState.Waiting, ended.Version + 1));
        job.Row.ShouldBeRow(ended.Row with
        {
            Revision = ended.Row.Revision + 1,
            Outcome = null,
            Reason = null,
            Attempts = [],
            Stage = fromStart ? 0 : 1,
            Cuts = fromStart ? [] : ended.Row.Cuts,
            Workers = fromStart ? [] : ended.Row.Workers,
        });
        job.Row.Epoch.ShouldBe(new(1));
        (job.Number, job.SubmittedAt, job.Document).ShouldBe((ended.Number, ended.SubmittedAt, ended.Document));
        (await EventsAsync(id))[^1].ShouldBe(new(job.Version, (await EventsAsync(id))[^1].At, LoggedEventKind.Retried, job.Row.Stage));
        (await Store.NextAsync(None))!.Id.ShouldBe(id);

        await BeginAsync(id);
        (await EventsAsync(id))[^1].Kind.ShouldBe(LoggedEventKind.Begun);
        (await FindAsync(id)).State.ShouldBe(JobState.Running);
        await EndAsync(id);
        (await FindAsync(id)).State.ShouldBe(JobState.Done);
    }

    [Fact]
    public async Task Job_that_has_not_ended_or_is_done_is_not_tried_again()
    {
        var (id, _) = await LeadAsync();
        (await Store.RetryAsync(JobId.New(), true, null, null, None)).ShouldBe(JobChange.NotFound);
        (await Store.RetryAsync(id, true, null, null, None)).ShouldBe(JobChange.NotEnded);
        await BeginAsync(id);
        (await Store.RetryAsync(id, true, null, null, None)).ShouldBe(JobChange.NotEnded);
        await EndAsync(id);
        (await Store.RetryAsync(id, true, null, null, None)).ShouldBe(JobChange.AlreadyDone);

        var job = await FindAsync(id);
        (job.State, job.Version, job.Row.Revision).ShouldBe((JobState.Done, 3, 2));
    }

    [Fact]
    public async Task Retry_never_lowers_the_epoch_and_fences_whoever_led_the_job_before()
    {
        var (id, _) = await LeadAsync();
        var before = await BeginAsync(id);
        await EndAsync(id, JobOutcome.Failed);
        await BeginAsync(await SubmitAsync("other"));
        await Store.RetryAsync(id, true, null, null, None);

        (await CommitAsync(id, before, before.Ended(1))).ShouldBe(CommitOutcome.Fenced);
        var row = (await FindAsync(id)).Row;
        row.Epoch.ShouldBe(new(2));
        (await CommitAsync(id, row with { Revision = before.Revision + 1 }, row.Ended(1))).ShouldBe(CommitOutcome.Fenced);
        (await CommitAsync(id, row, row.Reassigned(1))).ShouldBe(CommitOutcome.Done);
    }

    [Fact]
    public async Task Job_that_is_tried_again_waits_for_its_tenant_s_turn()
    {
        var (id, _) = await LeadAsync();
        await EndAsync(id, JobOutcome.Failed);
        var other = await SubmitAsync("other");
        await Store.RetryAsync(id, false, null, null, None);

        (await QueueAsync()).ShouldBe([other, id]);
        (await ServeAsync()).ShouldBe([other, id]);
    }

    [Fact]
    public async Task Job_that_is_tried_again_counts_towards_the_quota()
    {
        await ClaimAsync(Ann, 0);
        var job = JobOf() with { Cost = 60, Quota = 100 };
        await SubmitAsync(job);
        await EndAsync(job.Id, JobOutcome.Failed);
        await SubmitAsync(job with { Id = JobId.New() });

        (await Should.ThrowAsync<QuotaExceededException>(() => Store.RetryAsync(job.Id, false, 119, null, None))).Outstanding.ShouldBe(60);
        (await FindAsync(job.Id)).State.ShouldBe(JobState.Failed);
        await Should.ThrowAsync<ArgumentException>(() => Store.RetryAsync(job.Id, false, -1, null, None));
        (await Store.RetryAsync(job.Id, false, 120, null, None)).ShouldBe(JobChange.Made);
        await Should.ThrowAsync<QuotaExceededException>(() => SubmitAsync(JobOf() with { Cost = 1, Quota = 120 }));
    }

    [Fact]
    public async Task Of_retries_at_the_same_time_one_is_made()
    {
        var (id, _) = await LeadAsync();
        await EndAsync(id, JobOutcome.Failed);

        var changes = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Store.RetryAsync(id, false, null, null, None)));

        changes.Count(change => change is JobChange.Made).ShouldBe(1);
        changes.Count(change => change is JobChange.NotEnded).ShouldBe(11);
        (await FindAsync(id)).Row.Revision.ShouldBe(2);
    }

    [Fact]
    public async Task Job_that_was_deleted_is_gone_and_remembered()
    {
        await ClaimAsync(Ann, 0);
        var job = JobOf("ann") with { Idempotency = KeyOf("key", 1) };
        await SubmitAsync(job);
        (await Store.DeleteAsync(job.Id, null, None)).ShouldBe(JobChange.NotEnded);
        (await Store.IsDeletedAsync(job.Id, null, None)).ShouldBeFalse();
        await EndAsync(job.Id, JobOutcome.Failed);

        (await Store.DeleteAsync(job.Id, null, None)).ShouldBe(JobChange.Made);

        (await Store.FindAsync(job.Id, null, None)).ShouldBeNull();
        (await Store.ListAsync(new(9), None)).ShouldBeEmpty();
        (await EventsAsync(job.Id)).ShouldBeEmpty();
        (await Store.DeleteAsync(job.Id, null, None)).ShouldBe(JobChange.NotFound);
        (await Store.RetryAsync(job.Id, true, null, null, None)).ShouldBe(JobChange.NotFound);
        (await Store.CancelAsync(job.Id, null, None)).ShouldBeFalse();
        (await Store.IsDeletedAsync(job.Id, null, None)).ShouldBeTrue();
        (await Store.IsDeletedAsync(job.Id, "ann", None)).ShouldBeTrue();
        (await Store.IsDeletedAsync(job.Id, "bob", None)).ShouldBeFalse();
        (await Store.IsDeletedAsync(JobId.New(), null, None)).ShouldBeFalse();

        (await SubmitAsync(job with { Id = JobId.New() })).ShouldBe(new(job.Id, IsNew: false)); // the request was made, and answered
        (await Should.ThrowAsync<ArgumentException>(() => SubmitAsync(job with { Idempotency = null }))).Message.ShouldContain("deleted");
        await SubmitAsync(JobOf());
        (await Store.ListAsync(new(9), None)).ShouldHaveSingleItem().Number.ShouldBe(2);
    }

    [Fact]
    public async Task Jobs_of_another_tenant_are_not_seen()
    {
        var (ann, bob) = (await SubmitAsync("ann"), await SubmitAsync("bob"));

        (await Store.FindAsync(ann, "ann", None))!.Id.ShouldBe(ann);
        (await Store.FindAsync(ann, "bob", None)).ShouldBeNull();
        (await Store.ListAsync(new(9, Tenant: "bob"), None)).ShouldHaveSingleItem().Id.ShouldBe(bob);
        (await Store.ListAsync(new(9, Tenant: "eve"), None)).ShouldBeEmpty();
        (await Store.ListAsync(new(9, Before: 2, Tenant: "bob"), None)).ShouldBeEmpty();
        (await Store.ListAsync(new(9), None)).Count.ShouldBe(2);
        foreach (var none in (string[])["", "a\0", "Ann", new('a', Limits.TenantCharacters + 1)])
        {
            await Should.ThrowAsync<ArgumentException>(() => Store.FindAsync(ann, none, None));
            await Should.ThrowAsync<ArgumentException>(() => Store.IsDeletedAsync(ann, none, None));
            await Should.ThrowAsync<ArgumentException>(() => Store.ListAsync(new(9, Tenant: none), None));
        }
    }

    [Fact]
    public async Task Jobs_are_listed_by_state()
    {
        await ClaimAsync(Ann, 0);
        var states = new Dictionary<JobState, JobId> { [JobState.Waiting] = await SubmitAsync("ann"), [JobState.Running] = await SubmitAsync("ann") };
        await BeginAsync(states[JobState.Running]);
        foreach (var outcome in Enum.GetValues<JobOutcome>())
        {
            var id = states[Enum.Parse<JobState>(outcome.ToString())] = await SubmitAsync("ann");
            await EndAsync(id, outcome);
        }

        states.Count.ShouldBe(Enum.GetValues<JobState>().Length);
        foreach (var (state, id) in states)
        {
            var job = (await Store.ListAsync(new(9, State: state), None)).ShouldHaveSingleItem();
            (job.Id, job.State).ShouldBe((id, state));
            (await FindAsync(id)).State.ShouldBe(state);
        }

        (await Store.ListAsync(new(9, Tenant: "bob", State: JobState.Done), None)).ShouldBeEmpty();
        await Should.ThrowAsync<ArgumentException>(() => Store.ListAsync(new(9, State: (JobState)99), None));
    }

    [Fact]
    public async Task Jobs_that_ended_before_some_time_are_listed_from_the_first()
    {
        var (second, _) = await LeadAsync();
        var first = await SubmitAsync("ann");
        await SubmitAsync("ann");
        await EndAsync(first);
        await EndAsync(second);
        var times = (First: (await FindAsync(first)).EndedAt!.Value, Second: (await FindAsync(second)).EndedAt!.Value);
        var after = times.Second + TimeSpan.FromMilliseconds(1);

        (await Store.ListEndedBeforeAsync(times.First, 9, None)).ShouldBeEmpty();
        (await Store.ListEndedBeforeAsync(after.ToOffset(TimeSpan.FromHours(5)), 9, None)).Select(job => job.Id).ShouldBe([first, second], ignoreOrder: times.First == times.Second);
        (await Store.ListEndedBeforeAsync(after, 1, None)).ShouldHaveSingleItem();
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => Store.ListEndedBeforeAsync(after, 0, None));
    }
}
