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

    /// <summary>Turns of tenants so far.</summary>
    public long LastTurn { get; set; }

    /// <summary>The number of the job that was deleted last, in the order of deletion.</summary>
    public long LastDeleted { get; set; }

    /// <summary>The number of the key that was added last.</summary>
    public long LastKey { get; set; }

    /// <summary>The number of the last entry in the audit log.</summary>
    public long LastAudit { get; set; }

    /// <summary>When a leader last showed the nodes, by the database's clock; null when none has.</summary>
    public DateTimeOffset? NodesAt { get; set; }
}
