using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Tessera.Server.Problems;

/// <summary>What each problem's type leads to: what it is, and what to do.</summary>
static class ProblemRoutes
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet(ProblemKind.Path + "{name}", (string name) => ProblemKinds.All.TryGetValue(name, out var kind)
            ? Results.Text($"{kind.Title} ({kind.Name}, status {kind.Status})\n\n{kind.Help}\n")
            : throw new ProblemException(ProblemKinds.NotFound, $"There is no kind of problem '{name}'."))
        .AllowAnonymous().WithTags("Service").WithName("explainProblem").WithSummary("Explains a kind of problem.").Produces<string>(contentType: "text/plain").HasProblems(404);
}
