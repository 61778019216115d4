using Tessera.Cluster;
using Tessera.Cluster.Store;
using Tessera.Tiling.Machines;

namespace Conformance.Store;

public sealed class MemoryJobStoreTests : JobStoreConformance
{
    readonly FakeClock _clock = new();

    protected override Task<IJobStore> OpenAsync() => JobStores.OpenAsync(new("memory:"), _clock, None);

    protected override Task EndLeaseAsync()
    {
        _clock.Now += MachineLimits.LeaseFor;
        return Task.CompletedTask;
    }

    protected override Task AgeRequestsAsync(TimeSpan by)
    {
        _clock.Now += by;
        return Task.CompletedTask;
    }

    protected override async Task FillLogAsync(JobId id)
    {
        for (var shown = (await FindAsync(id)).Version; shown < Limits.EventsPerJob; shown++)
        {
            await Store.ShowAsync(id, 1, Rows.Progress with { EvaluationsDone = shown }, None);
        }
    }
}
