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
