using Tessera.Cluster;
using Tessera.Tiling.Machines;
using static Conformance.Store.Rows;

namespace Conformance.Store;

/// <content>Commits.</content>
public abstract partial class JobStoreConformance
{
    [Fact]
    public async Task Committed_row_is_found_and_may_be_committed_on()
    {
        var (id, row) = await LeadAsync();
        foreach (var next in (JobRow[])[row.Reassigned(1), row.Reassigned(1).WithCut(1), row.Reassigned(1).WithCut(1).WithCut(2)])
        {
            (await CommitAsync(id, row, next)).ShouldBe(CommitOutcome.Done);
            row = (await FindAsync(id)).Row;
            row.ShouldBeRow(next);
        }
    }

    [Fact]
    public async Task Commit_is_fenced_by_term_epoch_and_revision()
    {
        var (id, row) = await LeadAsync();
        var next = row.Reassigned(1);
        (await CommitAsync(id, row, next)).ShouldBe(CommitOutcome.Done);
        var fence = next.FenceOf(1);
        var last = next.WithCut(3);

        foreach (var other in (Fence[])
        [
            fence with { Term = 0 }, fence with { Term = 2 }, fence with { Epoch = new(0) }, fence with { Epoch = new(2) },
            fence with { Revision = 0 }, fence with { Revision = 2 },
        ])
        {
            (await Store.CommitAsync(id, other, last, None)).ShouldBe(CommitOutcome.Fenced);
        }

        (await Store.CommitAsync(JobId.New(), fence, last, None)).ShouldBe(CommitOutcome.Fenced);
        (await FindAsync(id)).Row.ShouldBeRow(next);
        (await Store.CommitAsync(id, fence, last, None)).ShouldBe(CommitOutcome.Done);
    }

    [Fact]
    public async Task Leader_that_was_replaced_is_fenced()
    {
        var (id, row) = await LeadAsync();
        await EndLeaseAsync();
        (await ClaimAsync(Bob, 0)).ShouldBe(Granted(2));

        (await CommitAsync(id, row, row.Reassigned(1))).ShouldBe(CommitOutcome.Fenced);
        (await Store.CommitAsync(id, row.FenceOf(2), row.Reassigned(2), None)).ShouldBe(CommitOutcome.Done);
        (await FindAsync(id)).Row.Term.ShouldBe(2);
    }

    [Fact]
    public async Task Epoch_is_the_cluster_s()
    {
        var (first, row) = await LeadAsync();
        var second = JobId.New();
        await Store.SubmitAsync(new(second, Document), null, None);
        var next = row.Reassigned(1);
        await CommitAsync(first, row, next);

        var other = (await FindAsync(second)).Row;
        other.ShouldBeRow(JobRow.Submitted with { Epoch = new(1) });
        (await CommitAsync(second, JobRow.Submitted, JobRow.Submitted.Reassigned(1))).ShouldBe(CommitOutcome.Fenced);
        (await CommitAsync(second, other, other.Reassigned(1))).ShouldBe(CommitOutcome.Done);

        (await CommitAsync(first, next, next.WithCut(1))).ShouldBe(CommitOutcome.Fenced);
        (await FindAsync(first)).Row.ShouldBeRow(next with { Epoch = new(2) });
        (await Store.ListAsync(new(9), None)).ShouldAllBe(job => job.Row.Epoch == new Epoch(2));
    }

    [Theory]
    [InlineData(JobOutcome.Done, null)]
    [InlineData(JobOutcome.Failed, "a disk 'broke' 火")]
    [InlineData(JobOutcome.Cancelled, "asked to")]
    [InlineData(JobOutcome.Quarantined, "tile 3")]
    public async Task Job_with_an_outcome_has_ended(JobOutcome outcome, string? reason)
    {
        var (id, row) = await LeadAsync();
        (await FindAsync(id)).EndedAt.ShouldBeNull();
        var ended = row.Ended(1, outcome, reason);

        (await CommitAsync(id, row, ended)).ShouldBe(CommitOutcome.Done);

        var job = await FindAsync(id);
        job.Row.ShouldBeRow(ended);
        job.EndedAt.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(job.SubmittedAt);
        (await Store.NextAsync(None)).ShouldBeNull();
    }

    [Fact]
    public async Task Reason_with_what_is_no_character_is_committed_all_the_same()
    {
        var (id, row) = await LeadAsync();

        (await CommitAsync(id, row, row.Ended(1, JobOutcome.Failed, "a\0b\ud83d"))).ShouldBe(CommitOutcome.Done);

        (await FindAsync(id)).Row.Reason.ShouldBe("a\ufffdb\ufffd");
    }

    [Fact]
    public async Task Row_that_could_not_be_read_again_is_refused()
    {
        var (id, row) = await LeadAsync();

        await Should.ThrowAsync<ArgumentException>(() => CommitAsync(id, row, row.Reassigned(1) with { Workers = [new(new("", 1), 1)] }));

        (await FindAsync(id)).Row.ShouldBeRow(row);
    }

    [Fact]
    public async Task Of_commits_at_the_same_time_on_one_row_one_is_done()
    {
        var (id, row) = await LeadAsync();
        for (var round = 1; round <= 3; round++)
        {
            var rows = Enumerable.Range(0, 16).Select(index => row.Reassigned(1) with { Stage = index }).ToArray();
            var outcomes = await Task.WhenAll(rows.Select(next => CommitAsync(id, row, next)));

            outcomes.Count(outcome => outcome is CommitOutcome.Done).ShouldBe(1);
            outcomes.Count(outcome => outcome is CommitOutcome.Fenced).ShouldBe(15);
            row = (await FindAsync(id)).Row;
            row.ShouldBeRow(rows[Array.IndexOf(outcomes, CommitOutcome.Done)]);
        }
    }

    [Fact]
    public async Task Largest_rows_are_kept()
    {
        var (id, row) = await LeadAsync();
        var next = row.Reassigned(1).WithCut(1, 16_384).WithCut(2, 16_384) with
        {
            Attempts = [.. Enumerable.Range(0, 64).Select(tile => new Attempt(new(tile), tile, new(1), Bob, tile % 2 == 0, new string('火', Limits.FailureCharacters)))],
        };

        (await CommitAsync(id, row, next)).ShouldBe(CommitOutcome.Done);

        (await FindAsync(id)).Row.ShouldBeRow(next);
        (await Store.NextAsync(None))!.Row.ShouldBeRow(next);
    }
}
