using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tessera.Cluster;
using Tessera.Server.Contracts;

namespace Tessera.Server.Parameters;

/// <summary>What requests may say.</summary>
static class ParameterRoutes
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/parameters", () => PictureParameters.All)
        .RequireAuthorization(nameof(ApiRole.Viewer)).WithTags("Service").WithName("listParameters").WithSummary("Lists everything that a request may say.")
        .Produces<IReadOnlyList<ParameterView>>();
}
