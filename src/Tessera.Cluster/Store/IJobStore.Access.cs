namespace Tessera.Cluster;

/// <content>API keys, and who changed what.</content>
public partial interface IJobStore
{
    /// <summary>Adds a key. The same again is left as it is, so this can be repeated.</summary>
    /// <param name="key">The key.</param>
    /// <param name="by">Who adds it, for the audit log; null for nobody it would name.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The key as it is stored.</returns>
    /// <exception cref="ArgumentException">Something is out of its range, or the id is there with another key.</exception>
    /// <exception cref="StoreFullException">There are <see cref="Limits.ApiKeysKept"/> keys, none of them revoked.</exception>
    Task<ApiKey> AddKeyAsync(NewApiKey key, Actor? by, CancellationToken cancellationToken);

    /// <summary>Lists all keys, those added first before others.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<IReadOnlyList<ApiKey>> ListKeysAsync(CancellationToken cancellationToken);

    /// <summary>Finds a key, revoked or not.</summary>
    /// <param name="id">Its id; any text.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Null when there is none.</returns>
    Task<ApiKey?> FindKeyAsync(string id, CancellationToken cancellationToken);

    /// <summary>Makes a key good for nothing, from now on and for ever.</summary>
    /// <param name="id">Its id; any text.</param>
    /// <param name="by">Who asks, for the audit log; null for nobody it would name.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>False when there is no such key.</returns>
    Task<bool> RevokeKeyAsync(string id, Actor? by, CancellationToken cancellationToken);

    /// <summary>Lists entries of the audit log, the last first.</summary>
    /// <param name="most">At most so many, 1 to <see cref="Limits.AuditListed"/>.</param>
    /// <param name="before">Only entries of lower numbers than this; null for the last ones.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<IReadOnlyList<AuditEntry>> ListAuditAsync(int most, long? before, CancellationToken cancellationToken);
}
