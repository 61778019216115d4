namespace Tessera.Cluster.Store;

/// <summary>The only row of <c>cluster</c>: who leads, and the epoch that all jobs share.</summary>
sealed class ClusterEntity
{
    public int Id { get; set; }

    /// <summary>Who holds the lease, or held it last; null when nobody ever did.</summary>
    public string? HolderName { get; set; }

    public long? HolderIncarnation { get; set; }

    public long Term { get; set; }

    /// <summary>When the lease ends, by the database's clock.</summary>
    public DateTimeOffset? Until { get; set; }

    public int Epoch { get; set; }

    /// <summary>The number of the job that was submitted last.</summary>
    public long LastNumber { get; set; }
}
