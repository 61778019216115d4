namespace Tessera.Cluster.Store;

/// <summary>A row of <c>deleted_jobs</c>: that there was a job.</summary>
sealed class DeletedJobEntity
{
    public JobId Id { get; set; }

    /// <summary>Its place in the order of deletion.</summary>
    public long Number { get; set; }

    public required string Tenant { get; set; }

    public DateTimeOffset DeletedAt { get; set; }

    /// <summary>The number that the job had.</summary>
    public long Job { get; set; }

    /// <summary>Whether events of the job may be left.</summary>
    public bool HasEvents { get; set; }
}
