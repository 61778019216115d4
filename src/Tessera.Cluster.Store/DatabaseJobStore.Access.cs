using Microsoft.EntityFrameworkCore;

namespace Tessera.Cluster.Store;

/// <content>API keys, and who changed what.</content>
sealed partial class DatabaseJobStore
{
    public async Task<ApiKey> AddKeyAsync(NewApiKey key, Actor? by, CancellationToken cancellationToken)
    {
        StoreRules.Check(key);
        StoreRules.Check(by);
        return await TryAsync<ApiKey>(
            async (context, cluster) =>
            {
                var there = await context.ApiKeys.SingleOrDefaultAsync(old => old.Id == key.Id).ConfigureAwait(false);
                if (there is not null)
                {
                    return StoreRules.Difference(key, there.ToKey()) is { } difference ? difference : there.ToKey();
                }

                if (!await MakeRoomAsync(context).ConfigureAwait(false))
                {
                    return new StoreFullException("API keys", Limits.ApiKeysKept);
                }

                var now = await NowAsync(context).ConfigureAwait(false);
                var added = new ApiKeyEntity
                {
                    Id = key.Id,
                    Number = ++cluster.LastKey,
                    Tenant = key.Tenant,
                    Name = key.Name,
                    Role = key.Role,
                    Hash = key.Hash.ToArray(),
                    CreatedAt = now,
                };
                context.ApiKeys.Add(added);
                var detail = StoreRules.DetailOf(added.ToKey());
                await NoteAsync(context, cluster, now, by, AuditAction.AddKey, job: null, detail).ConfigureAwait(false);
                return added.ToKey();
            },
            cancellationToken).ConfigureAwait(false);
    }

    public Task<IReadOnlyList<ApiKey>> ListKeysAsync(CancellationToken cancellationToken) => calls.AskAsync(
        async context =>
        {
            var keys = await context.ApiKeys.AsNoTracking().OrderBy(key => key.Number).ToListAsync().ConfigureAwait(false);
            return (IReadOnlyList<ApiKey>)[.. keys.Select(key => key.ToKey())];
        },
        cancellationToken);

    public async Task<ApiKey?> FindKeyAsync(string id, CancellationToken cancellationToken) =>
        !StoreRules.IsName(id) ? null : await calls.AskAsync(
            async context =>
            {
                var found = await context.ApiKeys.AsNoTracking().SingleOrDefaultAsync(key => key.Id == id).ConfigureAwait(false);
                return found?.ToKey();
            },
            cancellationToken).ConfigureAwait(false);

    public async Task<bool> RevokeKeyAsync(string id, Actor? by, CancellationToken cancellationToken)
    {
        StoreRules.Check(by);
        return StoreRules.IsName(id) && await calls.ChangeAsync(
            async (context, cluster) =>
            {
                var key = await context.ApiKeys.SingleOrDefaultAsync(key => key.Id == id).ConfigureAwait(false);
                if (key is { RevokedAt: null })
                {
                    var now = await NowAsync(context).ConfigureAwait(false);
                    key.RevokedAt = now;
                    var detail = StoreRules.DetailOf(key.ToKey());
                    await NoteAsync(context, cluster, now, by, AuditAction.RevokeKey, job: null, detail).ConfigureAwait(false);
                }

                return key is not null;
            },
            cancellationToken).ConfigureAwait(false);
    }

    public Task<IReadOnlyList<AuditEntry>> ListAuditAsync(int most, long? before, CancellationToken cancellationToken)
    {
        StoreRules.CheckMost(most, Limits.AuditListed);
        return calls.AskAsync(
            async context =>
            {
                var entries = await context.Audit.Where(entry => before == null || entry.Number < before)
                    .OrderByDescending(entry => entry.Number).Take(most).AsNoTracking().ToListAsync().ConfigureAwait(false);
                return (IReadOnlyList<AuditEntry>)[.. entries.Select(entry => entry.ToEntry())];
            },
            cancellationToken);
    }

    /// <summary>Removes the key that was revoked first, when there is no room for another.</summary>
    /// <returns>Whether there is room.</returns>
    static async Task<bool> MakeRoomAsync(StoreContext context)
    {
        if (await context.ApiKeys.CountAsync().ConfigureAwait(false) < Limits.ApiKeysKept)
        {
            return true;
        }

        // By hand, as with other times.
        var old = await context.ApiKeys
            .FromSql($"SELECT * FROM api_keys WHERE revoked_at IS NOT NULL ORDER BY revoked_at, number LIMIT 1")
            .ToListAsync().ConfigureAwait(false);
        context.ApiKeys.RemoveRange(old);
        return old.Count > 0;
    }
}
