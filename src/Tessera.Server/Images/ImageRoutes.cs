using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tessera.Cluster;
using Tessera.Server.Contracts;
using Tessera.Server.Documents;
using Tessera.Server.Problems;
using Tessera.Server.Security;

namespace Tessera.Server.Images;

/// <summary>Pictures for clients of OpenAI's Images API: one request, answered when the picture is drawn.</summary>
static class ImageRoutes
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/images/generations", GenerateAsync)
        .RequireAuthorization(nameof(ApiRole.User)).WithTags("Images").WithName("generateImages")
        .WithSummary("Draws pictures while the client waits, as OpenAI's Images API does. Who goes away cancels them.")
        .Accepts<ImageRequest>("application/json").Produces<ImageAnswer>().WithMetadata(IdempotencyHeader.Described)
        .HasProblems(400, 413, 415, 422, 429);

    static async Task GenerateAsync(HttpContext context, ImageDrawing drawing)
    {
        // Other servers' options are passed over, so this is not read strictly.
        var (asked, fingerprint) = await Bodies.ReadAsync(context.Request, StrictJson.ImageRequest, context.RequestAborted);
        Check(asked.N is >= 1 and <= ImageDrawing.Most, "n", $"1 to {ImageDrawing.Most}");
        Check(asked.PartialImages is >= 0 and <= ImageDrawing.MostPartial, "partial_images", $"0 to {ImageDrawing.MostPartial}");
        Check(asked.ResponseFormat is null or "b64_json", "response_format", "b64_json");
        Check(asked.OutputFormat is null or "png", "output_format", "png");
        Check(!asked.Stream || asked.N == 1, "n", "1 with stream");
        Check(asked.Stream || asked.PartialImages == 0, "partial_images", "0 without stream");
        await drawing.AnswerAsync(context, asked, IdempotencyHeader.Of(context.Request, fingerprint, ImageDrawing.KeyRoom), Caller.Of(context));
    }

    static void Check(bool isRight, string name, string use) =>
        ProblemException.Unless(isRight, ProblemKinds.Malformed, $"{name} cannot be that: use {use}.");
}
