using Tessera.Cluster;
using Tessera.Tiling.Machines;
using static Conformance.Store.Rows;

namespace Conformance.Store;

/// <summary>What every job store does. Each test has data of its own.</summary>
public abstract partial class JobStoreConformance : IAsyncLifetime
{
    const string Document = """{"prompt":"coast, 'dusk' 火 \ud83d\ude00","size":[8192,8192]}""";

    protected IJobStore Store { get; private set; } = null!;

    protected static CancellationToken None => CancellationToken.None;

    /// <summary>Opens the store on this test's data.</summary>
    protected abstract Task<IJobStore> OpenAsync();

    /// <summary>Lets a lease that was granted for <see cref="MachineLimits.LeaseFor"/> end.</summary>
    protected abstract Task EndLeaseAsync();

    /// <summary>Makes the keys of all requests so far older.</summary>
    protected abstract Task AgeRequestsAsync(TimeSpan by);

    /// <summary>Makes a job's log so long that progress is no longer logged.</summary>
    protected abstract Task FillLogAsync(JobId id);

    public virtual async Task InitializeAsync() => Store = await OpenAsync();

    public virtual async Task DisposeAsync() => await Store.DisposeAsync();

    protected Task<LeaseEvent> ClaimAsync(Member holder, long term) => ClaimAsync(Store, holder, term);

    protected static Task<LeaseEvent> ClaimAsync(IJobStore store, Member holder, long term) =>
        store.ClaimAsync(new(holder, term), MachineLimits.LeaseFor, None);

    /// <summary>A leader in term 1 and a job, as it finds it.</summary>
    protected async Task<(JobId Id, JobRow Row)> LeadAsync()
    {
        (await ClaimAsync(Ann, 0)).ShouldBe(new LeaseEvent.Granted(1));
        var id = JobId.New();
        await Store.SubmitAsync(new(id, Document), null, None);
        return (id, (await FindAsync(id)).Row);
    }

    /// <summary>A job that can be changed by <c>with</c> before it is submitted.</summary>
    protected static JobSubmission JobOf(string tenant = JobSubmission.DefaultTenant, int priority = JobSubmission.DefaultPriority) =>
        new(JobId.New(), Document) { Tenant = tenant, Priority = priority };

    protected Task<SubmittedJob> SubmitAsync(JobSubmission submission, Actor? by = null) => Store.SubmitAsync(submission, by, None);

    protected async Task<JobId> SubmitAsync(string tenant, int priority = JobSubmission.DefaultPriority) => (await SubmitAsync(JobOf(tenant, priority))).Id;

    /// <summary>Begins a job as the leader of term 1.</summary>
    protected async Task<JobRow> BeginAsync(JobId id)
    {
        var row = (await FindAsync(id)).Row;
        (await CommitAsync(id, row, row.Reassigned(1))).ShouldBe(CommitOutcome.Done);
        return (await FindAsync(id)).Row;
    }

    /// <summary>Ends a job as the leader of term 1.</summary>
    protected async Task EndAsync(JobId id, JobOutcome outcome = JobOutcome.Done, string? reason = null)
    {
        var row = (await FindAsync(id)).Row;
        (await CommitAsync(id, row, row.Ended(1, outcome, reason))).ShouldBe(CommitOutcome.Done);
    }

    protected async Task<JobRecord> FindAsync(JobId id) => (await Store.FindAsync(id, null, None)).ShouldNotBeNull();

    /// <summary>Commits on top of a row as the leader of term 1 would.</summary>
    protected Task<CommitOutcome> CommitAsync(JobId id, JobRow on, JobRow row) => Store.CommitAsync(id, on.FenceOf(1), row, None);

    [Fact]
    public async Task Nobody_s_call_is_made_when_its_caller_has_given_up()
    {
        var id = JobId.New();
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => Store.SubmitAsync(new(id, Document), null, gone.Token));
        await Should.ThrowAsync<OperationCanceledException>(() => Store.CommitAsync(id, default, JobRow.Submitted, gone.Token));

        (await Store.FindAsync(id, null, None)).ShouldBeNull();
    }
}
