using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Tessera.Server.Contracts;

namespace Tessera.Server.Problems;

/// <summary>What the OpenAPI document says of problems.</summary>
static class ProblemConventions
{
    /// <summary>Says with which statuses a route may answer a problem document, beside those that every route may: 401, 403, 429, 500 and 503.</summary>
    public static RouteHandlerBuilder HasProblems(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
        {
            route.Produces<ProblemView>(status, "application/problem+json");
        }

        return route;
    }
}
