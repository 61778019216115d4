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
}
