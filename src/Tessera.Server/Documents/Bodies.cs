using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Tessera.Server.Problems;

namespace Tessera.Server.Documents;

/// <summary>Reads what clients send: bounded before anything is allocated, and strictly.</summary>
static class Bodies
{
    /// <summary>The most bytes of a request: a job's document has a few kilobytes.</summary>
    public const int MostBytes = 256 * 1024;

    /// <summary>The content type of YAML.</summary>
    public const string Yaml = "application/yaml";

    public static Task<T> ReadDocumentAsync<T>(HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancel) => ReadAsync(request, type, cancel);

    /// <summary>Reads a body of JSON.</summary>
    /// <exception cref="ProblemException">It is something else.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancel)
    {
        if (!request.HasJsonContentType())
        {
            throw new ProblemException(ProblemKinds.UnsupportedType, $"The content type is '{request.ContentType}': use application/json.");
        }

        try
        {
            return await JsonSerializer.DeserializeAsync(request.Body, type, cancel) ?? throw new ProblemException(ProblemKinds.Malformed, "The request is null.");
        }
        catch (JsonException e)
        {
            throw new ProblemException(ProblemKinds.Malformed, e.Message);
        }
    }
}
