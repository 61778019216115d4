using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tessera.Server.Problems;

namespace Tessera.Server.Health;

/// <summary>What whoever runs a server asks: whether it has started, lives, and should be sent requests.</summary>
static class HealthRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        // Asked by few, and wrong when refused: not bounded with the rest.
        var health = routes.MapGroup("/healthz").AllowAnonymous().DisableRateLimiting().WithTags("Service");
        health.MapGet("/startup", () => Results.Text("started")).WithName("isStarted").WithSummary("Whether the server has started: it answers once it has.")
            .Produces<string>(contentType: "text/plain");
        health.MapGet("/live", () => Results.Text("alive")).WithName("isAlive").WithSummary("Whether the server lives: it answers while it does.")
            .Produces<string>(contentType: "text/plain");
        health.MapGet("/ready", AnswerAsync).WithName("isReady").WithSummary("Whether the server should be sent requests.")
            .Produces<string>(contentType: "text/plain").HasProblems(503);
    }

    static async Task<IResult> AnswerAsync(HttpContext context, Readiness readiness) =>
        await readiness.MissingAsync(context.RequestAborted) is { Count: > 0 } missing
            ? throw new ProblemException(ProblemKinds.NotReady, string.Join(' ', missing))
            : Results.Text("ready");
}
