namespace Tessera.Server.Contracts;

/// <summary>Some entries of the audit log, the last first.</summary>
/// <param name="Entries">The entries.</param>
/// <param name="Next">The cursor of those before; null when there are none.</param>
public sealed record AuditPage(IReadOnlyList<AuditView> Entries, string? Next);
