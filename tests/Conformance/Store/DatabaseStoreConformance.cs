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
            store.CommitAsync(id, row.FenceOf(1), row.Reassigned(1), None).ContinueWith(commit => commit.Result.ShouldBe(CommitOutcome.Unknown), TaskScheduler.Default),
        ];
        if (!canRead)
        {
            calls.AddRange(
            [
                Should.ThrowAsync<StoreUnavailableException>(() => store.FindAsync(id, null, None)),
                Should.ThrowAsync<StoreUnavailableException>(() => store.NextAsync(None)),
                Should.ThrowAsync<StoreUnavailableException>(() => store.ListAsync(new(1), None)),
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

    /// <summary>Bytes that are no Protobuf.</summary>
    protected abstract string DamagedState { get; }
}
