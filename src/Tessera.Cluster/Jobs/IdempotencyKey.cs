namespace Tessera.Cluster;

/// <summary>Names a request of a tenant, for <see cref="Limits.IdempotencyFor"/>: the same request again makes no other job.</summary>
/// <param name="Key">1 to <see cref="Limits.IdempotencyKeyCharacters"/> printable characters of ASCII, chosen by who asks.</param>
/// <param name="Fingerprint">Of the whole request, so that another one under the same key is noticed.</param>
public sealed record IdempotencyKey(string Key, Sha256Hash Fingerprint);
