namespace Tessera.Cluster.Store;

/// <summary>A row of <c>idempotency</c>: the key of a request.</summary>
sealed class IdempotencyEntity
{
    public required string Tenant { get; set; }

    public required string Key { get; set; }

    public byte[] Fingerprint { get; set; } = [];

    public JobId Job { get; set; }

    public DateTimeOffset At { get; set; }
}
