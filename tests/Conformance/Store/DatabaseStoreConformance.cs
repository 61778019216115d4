using Tessera.Cluster;
using Tessera.Tiling.Machines;
using static Conformance.Store.Patient;
using static Conformance.Store.Rows;

namespace Conformance.Store;

/// <summary>What stores in databases do besides: their data are there after them, and others use them at the same time.</summary>
public abstract class DatabaseStoreConformance : JobStoreConformance
{
    /// <summary>Does something behind the store's back.</summary>
    protected abstract Task ExecuteAsync(string sql);

    /// <summary>Counts something behind the store's back.</summary>
    protected abstract Task<long> CountAsync(string sql);

    protected override Task FillLogAsync(JobId id) => ExecuteAsync($"UPDATE jobs SET version = {Limits.EventsPerJob} WHERE id = '{id}'");

    protected override async Task FillOpenJobsAsync(int count)
    {
        await ExecuteAsync($"""
            INSERT INTO jobs (id, number, document, submitted_at, is_cancelled, revision, term, stage, state)
                WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
                SELECT id || i, i, document, submitted_at, is_cancelled, revision, term, stage, state FROM jobs, n
            """);
        await ExecuteAsync($"UPDATE cluster SET last_number = {count}");
    }

    protected override async Task FillKeysAsync(string prefix, int count)
    {
        await base.FillKeysAsync(prefix, 1);
        await ExecuteAsync($"""
            INSERT INTO api_keys (id, number, tenant, name, role, hash, created_at)
                WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
                SELECT '{prefix}' || i, i, tenant, name, role, hash, created_at FROM api_keys, n
            """);
        await ExecuteAsync($"UPDATE cluster SET last_key = {count}");
    }

    protected override Task FillDrainsAsync(string prefix, int count) => ExecuteAsync($"""
        INSERT INTO drains (node)
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) SELECT '{prefix}' || i FROM n
        """);

    /// <summary>Opens a store on this test's data whose calls end as soon as they do in the field.</summary>
    protected abstract Task<IJobStore> OpenHastyAsync();

    /// <summary>Locks what every change has to lock, until the result is disposed of.</summary>
    protected abstract Task<IAsyncDisposable> LockAsync();

    /// <summary>Asks a store that does not answer for everything, and makes sure that it says so.</summary>
    internal static async Task ShouldBeUnavailableAsync(IJobStore store, JobId id, bool canRead = false)
    {
        var row = JobRow.Submitted;
        List<Task> calls =
        [
            Should.ThrowAsync<StoreUnavailableException>(() => ClaimAsync(store, Bob, 0)),
            Should.ThrowAsync<StoreUnavailableException>(() => store.SubmitAsync(new(JobId.New(), "document"), null, None)),
            Should.ThrowAsync<StoreUnavailableException>(() => store.ShowAsync(id, 1, Progress, None)),
            Should.ThrowAsync<StoreUnavailableException>(() => store.CancelAsync(id, null, None)),
            Should.ThrowAsync<StoreUnavailableException>(() => store.RetryAsync(id, false, null, null, None)),
            Should.ThrowAsync<StoreUnavailableException>(() => store.DeleteAsync(id, null, None)),
            Should.ThrowAsync<StoreUnavailableException>(() => store.RevokeKeyAsync("key", null, None)),
            Should.ThrowAsync<StoreUnavailableException>(() => store.ShowNodesAsync(1, [], None)),
            Should.ThrowAsync<StoreUnavailableException>(() => store.DrainAsync("node", true, null, None)),
            store.CommitAsync(id, row.FenceOf(1), row.Reassigned(1), None).ContinueWith(commit => commit.Result.ShouldBe(CommitOutcome.Unknown), TaskScheduler.Default),
        ];
        if (!canRead)
        {
            calls.AddRange(
            [
                Should.ThrowAsync<StoreUnavailableException>(() => store.FindAsync(id, null, None)),
                Should.ThrowAsync<StoreUnavailableException>(() => store.NextAsync(None)),
                Should.ThrowAsync<StoreUnavailableException>(() => store.ListAsync(new(1), None)),
                Should.ThrowAsync<StoreUnavailableException>(() => store.QueueAsync(1, None)),
                Should.ThrowAsync<StoreUnavailableException>(() => store.EventsAsync(id, 0, 1, None)),
                Should.ThrowAsync<StoreUnavailableException>(() => store.FindKeyAsync("key", None)),
                Should.ThrowAsync<StoreUnavailableException>(() => store.ListNodesAsync(None)),
            ]);
        }

        await Task.WhenAll(calls).WaitAsync(Patience);
    }

    [Fact]
    public async Task What_was_accepted_is_there_after_opening_again()
    {
        var (id, row) = await LeadAsync();
        var next = row.Reassigned(1).WithCut(4);
        await CommitAsync(id, row, next);
        await Store.ShowAsync(id, 1, Progress, None);
        await Store.CancelAsync(id, null, None);
        var job = await FindAsync(id);

        await using var again = await OpenAsync();
        var found = (await again.FindAsync(id, null, None)).ShouldNotBeNull();
        found.Row.ShouldBeRow(next);
        (found with { Row = job.Row }).ShouldBe(job);
        (await ClaimAsync(again, Bob, 0)).ShouldBe(new LeaseEvent.Refused());
        (await ClaimAsync(again, Ann, 1)).ShouldBe(new LeaseEvent.Granted(1));
    }

    [Fact]
    public async Task Opening_a_store_leaves_nothing_in_it()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ => await (await OpenAsync()).DisposeAsync()));

        foreach (var table in (string[])["jobs", "events", "idempotency", "audit_log", "tenants"])
        {
            (await CountAsync($"SELECT count(*) FROM {table}")).ShouldBe(0);
        }

        var id = await SubmitAsync("default");
        (await FindAsync(id)).Number.ShouldBe(1);
    }

    [Fact]
    public async Task Several_stores_on_the_same_data_are_one()
    {
        var (id, row) = await LeadAsync();
        await using var other = await OpenAsync();
        IJobStore[] stores = [Store, other];

        for (var round = 0; round < 3; round++)
        {
            var on = row;
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(index =>
                stores[index % 2].CommitAsync(id, on.FenceOf(1), on.Reassigned(1) with { Stage = index }, None)));
            outcomes.Count(outcome => outcome is CommitOutcome.Done).ShouldBe(1);
            outcomes.Count(outcome => outcome is CommitOutcome.Fenced).ShouldBe(15);
            row = (await FindAsync(id)).Row;
            (await other.FindAsync(id, null, None))!.Row.ShouldBeRow(row);
        }

        var request = KeyOf("key", 1);
        var submitted = await Task.WhenAll(Enumerable.Range(0, 20).Select(index =>
            stores[index % 2].SubmitAsync(JobOf() with { Idempotency = request }, null, None)));
        submitted.Count(answer => answer.IsNew).ShouldBe(1);
        submitted.Select(answer => answer.Id).Distinct().ShouldHaveSingleItem();
        (await Store.ListAsync(new(9), None)).Count.ShouldBe(2);

        await EndLeaseAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(index => ClaimAsync(stores[index % 2], new($"candidate {index}", 1), 0)));
        answers.Count(answer => answer is LeaseEvent.Granted { Term: 2 }).ShouldBe(1);
        answers.Count(answer => answer is LeaseEvent.Refused).ShouldBe(15);
    }

    [Fact]
    public async Task Call_that_waits_for_a_lock_ends_in_time()
    {
        var (id, row) = await LeadAsync();
        await using var hasty = await EventuallyAsync(OpenHastyAsync);

        await using (await LockAsync())
        {
            await ShouldBeUnavailableAsync(hasty, id, canRead: true);
            (await FindAsync(id)).Row.ShouldBeRow(row);
        }

        (await FindAsync(id)).Row.ShouldBeRow(row);
        (await CommitAsync(id, row, row.Reassigned(1))).ShouldBe(CommitOutcome.Done);
    }

    [Fact]
    public async Task Damaged_row_is_named()
    {
        var (id, row) = await LeadAsync();
        await ExecuteAsync("UPDATE jobs SET stage = 1, progress = state, state = state"); // empty, which is fine
        (await FindAsync(id)).Row.ShouldBeRow(row with { Stage = 1 });

        await ExecuteAsync("UPDATE jobs SET outcome = 'Exploded', ended_at = submitted_at");
        (await Should.ThrowAsync<StoreUnavailableException>(() => Store.FindAsync(id, null, None))).Message.ShouldContain("Exploded");
        await ExecuteAsync("UPDATE jobs SET outcome = 'Done', state = " + DamagedState);
        var unavailable = await Should.ThrowAsync<StoreUnavailableException>(() => Store.FindAsync(id, null, None));
        unavailable.Message.ShouldContain(id.ToString());
        unavailable.Message.ShouldContain("Protobuf");
        (await Store.ListAsync(new(1), None)).ShouldHaveSingleItem().Id.ShouldBe(id);
    }

    [Fact]
    public async Task Keys_of_requests_that_have_ended_are_removed_some_at_a_time()
    {
        var request = JobOf() with { Idempotency = KeyOf("new", 1) };
        await SubmitAsync(JobOf() with { Idempotency = KeyOf("old", 1) });
        await ExecuteAsync("""
            INSERT INTO idempotency (tenant, key, fingerprint, job, at)
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 240) SELECT tenant, key || i, fingerprint, job, at FROM idempotency, n
            """);
        await AgeRequestsAsync(Limits.IdempotencyFor);
        await SubmitAsync(request);
        (await CountAsync("SELECT count(*) FROM idempotency")).ShouldBe(242 - Limits.IdempotencyKeysRemoved);

        for (var index = 0; index < 2; index++)
        {
            await SubmitAsync(JobOf() with { Idempotency = KeyOf($"new {index}", 1) });
        }

        (await CountAsync("SELECT count(*) FROM idempotency")).ShouldBe(3);
        (await SubmitAsync(request with { Id = JobId.New() })).ShouldBe(new(request.Id, IsNew: false));
    }

    [Fact]
    public async Task Long_log_of_a_deleted_job_is_removed_in_parts()
    {
        var (id, _) = await LeadAsync();
        await EndAsync(id);
        var kept = await SubmitAsync("default");
        await ExecuteAsync($"""
            INSERT INTO events (job, sequence, at, kind, stage)
                WITH RECURSIVE n(i) AS (SELECT 3 UNION ALL SELECT i + 1 FROM n WHERE i < {(2 * Limits.EventsRemoved) + 9})
                SELECT job, i, at, kind, stage FROM events, n WHERE job = 1 AND sequence = 1
            """);

        (await Store.DeleteAsync(id, null, None)).ShouldBe(JobChange.Made);

        (await CountAsync("SELECT count(*) FROM events")).ShouldBe(1);
        (await Store.EventsAsync(kept, 0, 9, None)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Events_that_were_left_when_a_process_died_are_removed_with_others()
    {
        var (first, _) = await LeadAsync();
        await EndAsync(first);
        await Store.DeleteAsync(first, null, None);
        await ExecuteAsync("UPDATE deleted_jobs SET has_events = NOT has_events");
        await ExecuteAsync("INSERT INTO events (job, sequence, at, kind, stage) SELECT job, 7, deleted_at, 'Submitted', 0 FROM deleted_jobs");
        var second = await SubmitAsync("default");
        await EndAsync(second);

        await Store.DeleteAsync(second, null, None);

        (await CountAsync("SELECT count(*) FROM events")).ShouldBe(0);
        (await CountAsync("SELECT count(*) FROM deleted_jobs WHERE NOT has_events")).ShouldBe(2);
    }

    [Fact]
    public async Task Old_entries_of_the_audit_log_and_old_deletions_are_forgotten()
    {
        var (first, _) = await LeadAsync();
        var second = await SubmitAsync("default");
        await EndAsync(first);
        await EndAsync(second);
        await Store.DeleteAsync(first, Someone, None);
        await ExecuteAsync($"UPDATE cluster SET last_deleted = {Limits.DeletedJobsKept}, last_audit = {Limits.AuditKept}");

        await Store.DeleteAsync(second, Someone, None);

        (await Store.IsDeletedAsync(first, null, None)).ShouldBeFalse();
        (await Store.IsDeletedAsync(second, null, None)).ShouldBeTrue();
        (await Store.ListAuditAsync(9, null, None)).ShouldHaveSingleItem().Job.ShouldBe(second);
    }

    /// <summary>Bytes that are no Protobuf.</summary>
    protected abstract string DamagedState { get; }
}
