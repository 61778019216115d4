namespace Tessera.Cluster.Store;

/// <summary>A row of <c>audit_log</c>.</summary>
sealed class AuditEntity
{
    public long Number { get; set; }

    public DateTimeOffset At { get; set; }

    public required string Tenant { get; set; }

    public required string KeyId { get; set; }

    public AuditAction Action { get; set; }

    public JobId? Job { get; set; }

    public required string Detail { get; set; }

    public AuditEntry ToEntry() => new(Number, At, new(Tenant, KeyId), Action, Job, Detail);
}
