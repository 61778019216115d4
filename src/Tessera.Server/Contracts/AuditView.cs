using Tessera.Cluster;

namespace Tessera.Server.Contracts;

/// <summary>Who changed what, and when.</summary>
/// <param name="Number">Its place in the log.</param>
/// <param name="At">When.</param>
/// <param name="Tenant">Whose key it was.</param>
/// <param name="Key">The key's public id; "-" when none was asked for.</param>
/// <param name="Action">What was done.</param>
/// <param name="Job">The job it is about, if it is about one.</param>
/// <param name="Detail">More about it, in one line.</param>
public sealed record AuditView(long Number, DateTimeOffset At, string Tenant, string Key, AuditAction Action, string? Job, string Detail);
