namespace Tessera.Cluster;

/// <summary>Who changed what, and when. An entry is stored with its change, or neither is.</summary>
/// <param name="Number">Its place in the log, from 1. The last <see cref="Limits.AuditKept"/> entries are kept.</param>
/// <param name="At">When, by the store's clock.</param>
/// <param name="By">Who.</param>
/// <param name="Action">What.</param>
/// <param name="Job">The job it is about, if it is about one.</param>
/// <param name="Detail">More about it, in one line of at most <see cref="Limits.AuditCharacters"/>; never a secret.</param>
public sealed record AuditEntry(long Number, DateTimeOffset At, Actor By, AuditAction Action, JobId? Job, string Detail);
