namespace Tessera.Cluster.Store;

/// <summary>A row of <c>tenants</c>: one that had a turn.</summary>
sealed class TenantEntity
{
    public required string Name { get; set; }

    /// <summary>The number of its last turn.</summary>
    public long Turn { get; set; }
}
