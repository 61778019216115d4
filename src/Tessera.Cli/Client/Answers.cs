using System.Net.Http.Headers;
using System.Text.Json;
using Tessera.Server.Contracts;

namespace Tessera.Cli.Client;

/// <summary>Reads what a server answers: bounded before anything is allocated, and of the type that it should be.</summary>
static class Answers
{
    /// <summary>More than any answer nests.</summary>
    const int MostDepth = 64;

    /// <exception cref="ServerException">It is something else.</exception>
    public static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancel) => Parse<T>(await BytesAsync(response, cancel));

    /// <summary>The bytes of an answer in JSON.</summary>
    /// <exception cref="ServerException">It is something else, or too long.</exception>
    public static Task<byte[]> BytesAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        Expect(response, "application/json");
        return BytesAsync(response, ClientLimits.AnswerBytes, cancel);
    }

    /// <exception cref="ServerException">It is none.</exception>
    public static T Parse<T>(ReadOnlySpan<byte> json)
    {
        try
        {
            RefuseEmptyElements(json);
            return JsonSerializer.Deserialize(json, AnswerJson.Of<T>()) ?? throw new JsonException("it is null");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ServerException($"the server's answer cannot be read: {e.Message}", e);
        }
    }

    /// <exception cref="ServerException">The answer is of another type.</exception>
    public static void Expect(HttpResponseMessage response, string type)
    {
        if (!IsOf(response.Content.Headers.ContentType, type))
        {
            throw new ServerException($"the server's answer is of the type '{response.Content.Headers.ContentType}' and not {type}: is --server that of a Tessera?");
        }
    }

    /// <summary>What a server that refuses has said.</summary>
    public static async Task<ServerException> RefusalAsync(HttpResponseMessage response, TimeProvider time, CancellationToken cancel)
    {
        var status = (int)response.StatusCode;
        if (status is >= 300 and < 400)
        {
            return new($"the server wants to send us elsewhere (status {status}), where we do not go: give the right address with --server");
        }

        var problem = IsOf(response.Content.Headers.ContentType, "application/problem+json")
            ? Parse<ProblemView>(await BytesAsync(response, ClientLimits.ProblemBytes, cancel)) with { Status = status }
            : new ProblemView("", "The server refuses", status, $"it answers with status {status}");
        return status is 429 or 502 or 503 or 504 && IsSoonOver(problem)
            ? new ServerUnavailableException($"{problem.Title}: {problem.Detail}", RetryAfter(response, time))
            : new ServerProblemException(problem);
    }

    /// <summary>What a tenant has too many of does not end within seconds.</summary>
    static bool IsSoonOver(ProblemView problem) =>
        new ServerProblemException(problem) is var refusal && !refusal.Is(Server.Problems.ProblemKinds.QuotaExceeded) && !refusal.Is(Server.Problems.ProblemKinds.TooManyJobs);

    static TimeSpan RetryAfter(HttpResponseMessage response, TimeProvider time) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow(),
        _ => TimeSpan.Zero,
    };

    static bool IsOf(MediaTypeHeaderValue? found, string type) => string.Equals(found?.MediaType, type, StringComparison.OrdinalIgnoreCase);

    static async Task<byte[]> BytesAsync(HttpResponseMessage response, int most, CancellationToken cancel)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(most, cancel);
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new ServerException($"the server's answer is longer than {most:N0} bytes", e);
        }

        return await response.Content.ReadAsByteArrayAsync(cancel);
    }

    /// <summary>No list of an answer has holes; whoever walks through one need not look.</summary>
    static void RefuseEmptyElements(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new() { MaxDepth = MostDepth });
        Span<bool> isList = stackalloc bool[MostDepth + 1];
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
            {
                isList[reader.CurrentDepth] = reader.TokenType is JsonTokenType.StartArray;
            }
            else if (reader.TokenType is JsonTokenType.Null && reader.CurrentDepth > 0 && isList[reader.CurrentDepth - 1])
            {
                throw new JsonException("a list has an empty element");
            }
        }
    }
}
