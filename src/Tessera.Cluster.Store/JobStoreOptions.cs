namespace Tessera.Cluster.Store;

/// <summary>Where a job store is. What is secret is in files, whose names are here.</summary>
/// <param name="Address"><c>memory:</c>, <c>sqlite:PATH</c> or <c>postgres://USER@HOST:PORT/DATABASE</c>.</param>
public sealed record JobStoreOptions(string Address)
{
    /// <summary>Its first line is the password for PostgreSQL. It is read for every connection, so it may change.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>PEM of the authority that signed PostgreSQL's certificate; null for those of the system.</summary>
    public string? RootCertificateFile { get; init; }

    /// <summary>How long a call may take.</summary>
    internal TimeSpan Within { get; init; } = Limits.StoreWithin;
}
