namespace Tessera.Cluster;

/// <summary>A job that somebody wants to be accepted.</summary>
/// <param name="Id">A new name.</param>
/// <param name="Document">What is to be done, at most <see cref="Limits.DocumentCharacters"/>.</param>
public sealed record JobSubmission(JobId Id, string Document)
{
    /// <summary>The tenant of those who name none.</summary>
    public const string DefaultTenant = "default";

    /// <summary>The priority of those who name none.</summary>
    public const int DefaultPriority = 5;

    /// <summary>Whose job it is: 1 to <see cref="Limits.TenantCharacters"/> of a-z, 0-9 and '-'.</summary>
    public string Tenant { get; init; } = DefaultTenant;

    /// <summary>Among jobs of its tenant: 0, last, to <see cref="Limits.MostPriority"/>, first.</summary>
    public int Priority { get; init; } = DefaultPriority;

    /// <summary>What it takes, in pixels times steps: 0 to <see cref="Limits.MostCost"/>.</summary>
    public long Cost { get; init; }

    /// <summary>Names the request, so that it can be repeated under another <see cref="Id"/>; null when nobody will.</summary>
    public IdempotencyKey? Idempotency { get; init; }

    /// <summary>The most that jobs of its tenant which have not ended may cost together, with this one; null for no such bound.</summary>
    public long? Quota { get; init; }
}
