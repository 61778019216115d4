namespace Tessera.Cluster;

/// <content>Bounds of what a store keeps for a service.</content>
public sealed partial record Limits
{
    /// <summary>Characters of a tenant's name, and of a key's id.</summary>
    public const int TenantCharacters = 64;

    /// <summary>The highest priority of a job.</summary>
    public const int MostPriority = 9;

    /// <summary>The highest cost of a job, in pixels times steps: 65536x65536 in 20,000 steps. All open jobs of a tenant still have a sum.</summary>
    public const long MostCost = 100_000_000_000_000;

    /// <summary>Jobs of one tenant that have not ended.</summary>
    public const int JobsOpen = 10_000;

    /// <summary>Characters of a request's key.</summary>
    public const int IdempotencyKeyCharacters = 255;

    /// <summary>Keys of requests that have ended, and are removed when another is stored: more than come, so that they do not heap up.</summary>
    public const int IdempotencyKeysRemoved = 100;

    /// <summary>Events of a job after which its progress is still shown, but no longer logged.</summary>
    public const int EventsPerJob = 100_000;

    /// <summary>Events that are listed at a time.</summary>
    public const int EventsListed = 1000;

    /// <summary>Events of deleted jobs that are removed in one transaction: nobody waits long for its end.</summary>
    public const int EventsRemoved = 5000;

    /// <summary>Deleted jobs that are remembered, those deleted last.</summary>
    public const int DeletedJobsKept = 100_000;

    /// <summary>API keys; when there are so many, the one revoked first makes room.</summary>
    public const int ApiKeysKept = 1000;

    /// <summary>Characters of an API key's name.</summary>
    public const int KeyNameCharacters = 64;

    /// <summary>Entries of the audit log, the last ones.</summary>
    public const int AuditKept = 1_000_000;

    /// <summary>Entries of the audit log that are listed at a time.</summary>
    public const int AuditListed = 1000;

    /// <summary>Characters of an entry's detail in the audit log; the rest is cut off.</summary>
    public const int AuditCharacters = 256;

    /// <summary>How long the key of a request is remembered, by the store's clock.</summary>
    public static readonly TimeSpan IdempotencyFor = TimeSpan.FromHours(24);
}
