namespace Tessera.Cluster;

/// <summary>The key of a request was that of another one, less than <see cref="Limits.IdempotencyFor"/> ago.</summary>
public sealed class IdempotencyConflictException() : StoreRefusalException("The idempotency key was used for another request.");
