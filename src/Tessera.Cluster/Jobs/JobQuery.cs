namespace Tessera.Cluster;

/// <summary>Which jobs to list.</summary>
/// <param name="Most">At most so many, 1 to <see cref="Limits.JobsListed"/>.</param>
/// <param name="Before">Only jobs of lower numbers than this; null for the last ones.</param>
/// <param name="Tenant">Only jobs of this tenant; null for all.</param>
/// <param name="State">Only jobs that stand there; null for all.</param>
public sealed record JobQuery(int Most, long? Before = null, string? Tenant = null, JobState? State = null);
