namespace Tessera.Cluster;

/// <content>API keys, and who changed what.</content>
public sealed partial class MemoryJobStore
{
    readonly List<ApiKey> _keys = []; // those added first before others
    readonly Queue<AuditEntry> _audit = [];
    long _lastAudit;

    /// <inheritdoc/>
    public Task<ApiKey> AddKeyAsync(NewApiKey key, Actor? by, CancellationToken cancellationToken)
    {
        StoreRules.Check(key);
        StoreRules.Check(by);
        return Call(
            () =>
            {
                if (_keys.Find(there => there.Id == key.Id) is { } there)
                {
                    return StoreRules.Difference(key, there) is { } difference ? throw difference : there;
                }

                if (_keys.Count >= Limits.ApiKeysKept)
                {
                    _keys.Remove(_keys.Where(old => old.RevokedAt is not null).MinBy(old => old.RevokedAt)
                        ?? throw new StoreFullException("API keys", Limits.ApiKeysKept));
                }

                var now = clock.GetUtcNow();
                var added = new ApiKey(key.Id, key.Tenant, key.Name, key.Role, key.Hash, now, RevokedAt: null);
                _keys.Add(added);
                Note(now, by, AuditAction.AddKey, job: null, StoreRules.DetailOf(added));
                return added;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ApiKey>> ListKeysAsync(CancellationToken cancellationToken) =>
        Call<IReadOnlyList<ApiKey>>(() => [.. _keys], cancellationToken);

    /// <inheritdoc/>
    public Task<ApiKey?> FindKeyAsync(string id, CancellationToken cancellationToken) =>
        Call(() => _keys.Find(key => key.Id == id), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> RevokeKeyAsync(string id, Actor? by, CancellationToken cancellationToken)
    {
        StoreRules.Check(by);
        return Call(
            () =>
            {
                var place = _keys.FindIndex(key => key.Id == id);
                if (place >= 0 && _keys[place].RevokedAt is null)
                {
                    var now = clock.GetUtcNow();
                    _keys[place] = _keys[place] with { RevokedAt = now };
                    Note(now, by, AuditAction.RevokeKey, job: null, StoreRules.DetailOf(_keys[place]));
                }

                return place >= 0;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AuditEntry>> ListAuditAsync(int most, long? before, CancellationToken cancellationToken)
    {
        StoreRules.CheckMost(most, Limits.AuditListed);
        return Call<IReadOnlyList<AuditEntry>>(
            () => [.. _audit.Where(entry => entry.Number < (before ?? long.MaxValue)).TakeLast(most).Reverse()], cancellationToken);
    }

    void Note(DateTimeOffset at, Actor? by, AuditAction action, JobId? job, string detail)
    {
        if (by is null)
        {
            return;
        }

        _audit.Enqueue(new(++_lastAudit, at, by, action, job, StoreRules.Beginning(detail, Limits.AuditCharacters)));
        if (_audit.Count > Limits.AuditKept)
        {
            _audit.Dequeue();
        }
    }
}
