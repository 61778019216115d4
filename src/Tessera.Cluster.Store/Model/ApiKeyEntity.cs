namespace Tessera.Cluster.Store;

/// <summary>A row of <c>api_keys</c>.</summary>
sealed class ApiKeyEntity
{
    public required string Id { get; set; }

    /// <summary>Its place in the order in which keys were added.</summary>
    public long Number { get; set; }

    public required string Tenant { get; set; }

    public required string Name { get; set; }

    public ApiRole Role { get; set; }

    public required byte[] Hash { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }

    /// <exception cref="InvalidDataException">The hash is none.</exception>
    public ApiKey ToKey() => Hash.Length == Sha256Hash.Length
        ? new(Id, Tenant, Name, Role, new(Hash), CreatedAt, RevokedAt)
        : throw new InvalidDataException($"key {Id} cannot be read: its hash has {Hash.Length} bytes");
}
