using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Tessera.Cluster;

namespace Tessera.Server.Security;

/// <summary>Bounds the requests at a time of one key; of those that show none, from one address.</summary>
static class RequestLimiter
{
    static readonly ConcurrencyLimiterOptions PerKey = new() { PermitLimit = ServerLimits.RequestsPerKey, QueueLimit = 0 };

    public static void Configure(RateLimiterOptions options)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(
            context => RateLimitPartition.GetConcurrencyLimiter(NameOf(context), _ => PerKey), StringComparer.Ordinal);
    }

    static string NameOf(HttpContext context) => context.Features.Get<Caller>()?.Actor.KeyId is { } key && key != Actor.NoKey
        ? "key " + key
        : "address " + context.Connection.RemoteIpAddress;
}
