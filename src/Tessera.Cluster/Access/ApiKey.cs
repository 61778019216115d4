namespace Tessera.Cluster;

/// <summary>A key as the store knows it: only the hash of its secret.</summary>
/// <param name="Id">Names it, in public.</param>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Role">What its holder may do.</param>
/// <param name="Hash">Of its secret.</param>
/// <param name="CreatedAt">When it was added, by the store's clock.</param>
/// <param name="RevokedAt">Since when it is good for nothing; null while it is good.</param>
public sealed record ApiKey(
    string Id, string Tenant, string Name, ApiRole Role, Sha256Hash Hash, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt);
