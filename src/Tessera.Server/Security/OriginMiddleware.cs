using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Tessera.Server.Documents;
using Tessera.Server.Problems;

namespace Tessera.Server.Security;

/// <summary>
/// Keeps pages of other sites from using the browser of somebody who can reach this server. Where nobody else can, a page may give the server a name of its
/// own (DNS rebinding): there only this host's names are answered. And a page may send what changes something without asking first: browsers say where it is from.
/// </summary>
sealed class OriginMiddleware(RequestDelegate next, ServerOptions options)
{
    static readonly FrozenSet<string> HostNames = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "localhost", "127.0.0.1", "[::1]");

    readonly string _address = new HostString(options.Listen.Address.ToString(), 1).Host; // with brackets around an address of IPv6

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (options.IsLocal && !IsThisHost(request.Host))
        {
            throw new ProblemException(ProblemKinds.ForeignOrigin, "This server is bound to this host: call it as localhost, 127.0.0.1 or [::1].");
        }

        if (!IsSafe(request.Method))
        {
            if (!IsOwn(request))
            {
                throw new ProblemException(ProblemKinds.ForeignOrigin, ProblemKinds.ForeignOrigin.Help);
            }

            if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != false)
            {
                _ = BodyFormats.Of(request);
            }
        }

        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return next(context);
    }

    static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    bool IsThisHost(HostString host) => HostNames.Contains(host.Host) || string.Equals(host.Host, _address, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a browser would say that it is from a page of this server, or no browser has sent it.</summary>
    bool IsOwn(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"] is { Count: > 0 } site && site.ToString() is not ("same-origin" or "none"))
        {
            return false;
        }

        var origin = request.Headers.Origin.ToString();
        return request.Headers.Origin.Count == 0
            || Matches(origin, request.Scheme, request.Host)
            || (options.IsBehindProxy && Matches(origin, "https", request.Host));
    }

    static bool Matches(string origin, string scheme, HostString host) =>
        host.HasValue && string.Equals(origin, $"{scheme}://{host.Value}", StringComparison.OrdinalIgnoreCase);
}
