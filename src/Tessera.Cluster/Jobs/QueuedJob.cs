namespace Tessera.Cluster;

/// <summary>A job that waits for its turn.</summary>
/// <param name="Position">Its place, from 1: how many would be begun until it is, with it, if no other job came.</param>
/// <param name="Id">Its name.</param>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Priority">Among those of its tenant: 0 to <see cref="Limits.MostPriority"/>, higher ones first.</param>
/// <param name="Cost">What it takes, in pixels times steps.</param>
public sealed record QueuedJob(int Position, JobId Id, string Tenant, int Priority, long Cost);
