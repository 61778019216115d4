using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Tessera.Server.Problems;

namespace Tessera.Server.Security;

/// <summary>How a server listens: within <see cref="ServerLimits"/>.</summary>
static class Listening
{
    public static void Configure(KestrelServerOptions kestrel, ServerOptions options, HttpsConnectionAdapterOptions? tls)
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = ServerLimits.BodyBytes;
        limits.MaxRequestLineSize = ServerLimits.RequestLineBytes;
        limits.MaxRequestHeaderCount = ServerLimits.Headers;
        limits.MaxRequestHeadersTotalSize = ServerLimits.HeaderBytes;
        limits.RequestHeadersTimeout = ServerLimits.HeadersWithin;
        limits.KeepAliveTimeout = ServerLimits.IdleFor;
        limits.MaxConcurrentConnections = ServerLimits.Connections;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.MinRequestBodyDataRate = new(ServerLimits.BytesPerSecond, ServerLimits.DataGrace);
        limits.MinResponseDataRate = new(ServerLimits.BytesPerSecond, ServerLimits.DataGrace);
        limits.Http2.MaxStreamsPerConnection = ServerLimits.StreamsPerConnection;
        kestrel.Listen(options.Listen, listen =>
        {
            if (tls is not null)
            {
                listen.UseHttps(tls);
            }

            listen.Use(Refusals.Rewrite);
        });
    }
}
