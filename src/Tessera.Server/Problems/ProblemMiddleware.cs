using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tessera.Cluster;
using Tessera.Models.Prompts;
using Tessera.Server.Contracts;
using Tessera.Tiling;

namespace Tessera.Server.Problems;

/// <summary>Makes every answer that is none a problem document (RFC 9457), whoever refused.</summary>
sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> log)
{
    const int RetrySeconds = 2;

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (!context.Response.HasStarted && context.Response.ContentLength is null or 0 && KindOf(context.Response.StatusCode) is { } kind)
            {
                await WriteAsync(context, kind, kind.Help);
            }
        }
        catch (Exception e) when (context.RequestAborted.IsCancellationRequested && e is OperationCanceledException or IOException)
        {
            // Nobody is there to hear of it.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            var (kind, detail) = Describe(e);
            if (kind == ProblemKinds.Internal)
            {
                LogFailed(e, context.Request.Method, context.GetEndpoint()?.DisplayName);
            }

            await WriteAsync(context, kind, detail);
        }
    }

    static (ProblemKind Kind, string Detail) Describe(Exception exception) => exception switch
    {
        ProblemException e => (e.Kind, e.Message),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } e => (ProblemKinds.TooLarge, e.Message),
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => (ProblemKinds.TooSlow, ProblemKinds.TooSlow.Help),
        BadHttpRequestException e => (ProblemKinds.Malformed, e.Message),
        IdempotencyConflictException e => (ProblemKinds.KeyReused, e.Message),
        QuotaExceededException e => (ProblemKinds.QuotaExceeded, e.Message),
        StoreFullException e => (ProblemKinds.TooManyJobs, e.Message),
        StoreUnavailableException => (ProblemKinds.StoreUnavailable, ProblemKinds.StoreUnavailable.Help),
        PlanException or PromptException => (ProblemKinds.NotDrawable, exception.Message),
        _ => (ProblemKinds.Internal, ProblemKinds.Internal.Help),
    };

    static ProblemKind? KindOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => ProblemKinds.Unauthenticated,
        StatusCodes.Status403Forbidden => ProblemKinds.Forbidden,
        StatusCodes.Status404NotFound => ProblemKinds.NotFound,
        StatusCodes.Status405MethodNotAllowed => ProblemKinds.MethodNotAllowed,
        StatusCodes.Status408RequestTimeout => ProblemKinds.TooSlow,
        StatusCodes.Status413PayloadTooLarge => ProblemKinds.TooLarge,
        StatusCodes.Status415UnsupportedMediaType => ProblemKinds.UnsupportedType,
        StatusCodes.Status416RangeNotSatisfiable => ProblemKinds.RangeOutside,
        StatusCodes.Status429TooManyRequests => ProblemKinds.TooManyRequests,
        >= 500 => ProblemKinds.Internal,
        >= 400 => ProblemKinds.Malformed,
        _ => null,
    };

    static Task WriteAsync(HttpContext context, ProblemKind kind, string detail)
    {
        context.Response.StatusCode = kind.Status;
        context.Response.ContentType = "application/problem+json";
        context.Response.ContentLength = null; // of the answer that this one replaces
        if (kind.Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = RetrySeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        var problem = JsonSerializer.SerializeToUtf8Bytes(new(kind.Type, kind.Title, kind.Status, detail), ApiJson.Default.ProblemView);
        context.Response.ContentLength = problem.Length;
        return context.Response.Body.WriteAsync(problem, context.RequestAborted).AsTask();
    }

    [LoggerMessage(400, LogLevel.Error, "{Method} {Endpoint} failed")]
    partial void LogFailed(Exception exception, string method, string? endpoint);
}
