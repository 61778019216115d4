using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Tessera.Cluster;
using Tessera.Server.Problems;

namespace Tessera.Server.Security;

/// <summary>Asks the store for keys, few at a time for one address: who has none could keep it from all others.</summary>
sealed class KeyLookups(IJobStore store) : IDisposable
{
    static readonly ConcurrencyLimiterOptions PerAddress = new() { PermitLimit = ServerLimits.KeyLookupsAtATime, QueueLimit = ServerLimits.KeyLookupsWaiting };

    readonly PartitionedRateLimiter<HttpContext> _room = PartitionedRateLimiter.Create<HttpContext, string>(
        context => RateLimitPartition.GetConcurrencyLimiter($"{context.Connection.RemoteIpAddress}", _ => PerAddress), StringComparer.Ordinal);

    /// <exception cref="ProblemException">Too many ask.</exception>
    public async Task<ApiKey?> FindAsync(string id, HttpContext context)
    {
        using var room = await _room.AcquireAsync(context, permitCount: 1, context.RequestAborted);
        ProblemException.Unless(room.IsAcquired, ProblemKinds.TooManyRequests, ProblemKinds.TooManyRequests.Help);
        return await store.FindKeyAsync(id, context.RequestAborted);
    }

    public void Dispose() => _room.Dispose();
}
