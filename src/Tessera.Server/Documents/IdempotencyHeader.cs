using Microsoft.AspNetCore.Http;
using Tessera.Cluster;
using Tessera.Server.OpenApi;
using Tessera.Server.Problems;

namespace Tessera.Server.Documents;

/// <summary>The header by which a request can be repeated (IETF draft "The Idempotency-Key HTTP Header Field").</summary>
static class IdempotencyHeader
{
    const string Name = "Idempotency-Key";

    /// <summary>What the OpenAPI document says of it.</summary>
    public static RequestHeader Described { get; } = new(Name, "Names the request: the same again, within a day, is the same job.");

    /// <summary>Reads it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="fingerprint">Of its body.</param>
    /// <param name="room">Characters that are left for what is added to it.</param>
    /// <returns>Null when nobody will repeat the request.</returns>
    /// <exception cref="ProblemException">It is no key, or there are several.</exception>
    public static IdempotencyKey? Of(HttpRequest request, Sha256Hash fingerprint, int room = 0)
    {
        var values = request.Headers[Name];
        if (values.Count == 0)
        {
            return null;
        }

        return values is [{ Length: > 0 } key] && key.Length <= Limits.IdempotencyKeyCharacters - room && !key.AsSpan().ContainsAnyExceptInRange(' ', '~')
            ? new(key, fingerprint)
            : throw new ProblemException(
                ProblemKinds.Malformed, $"The {Name} is none: use 1 to {Limits.IdempotencyKeyCharacters - room} printable characters of ASCII, once.");
    }
}
