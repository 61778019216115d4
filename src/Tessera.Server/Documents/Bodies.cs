using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Tessera.Server.Problems;

namespace Tessera.Server.Documents;

/// <summary>Reads what clients send: bounded before anything is allocated, and strictly.</summary>
static class Bodies
{
    /// <summary>The content type of YAML.</summary>
    public const string Yaml = "application/yaml";

    /// <summary>Reads a body of JSON.</summary>
    /// <param name="request">The request.</param>
    /// <param name="type">What it should be; its options say what is allowed.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <exception cref="ProblemException">It is something else, or too large.</exception>
    public static async Task<Body<T>> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancel) => BodyFormats.Of(request) is BodyFormat.Json
        ? await ReadDocumentAsync(request, type, cancel)
        : throw new ProblemException(ProblemKinds.UnsupportedType, "Only application/json is read here.");

    /// <summary>Reads a body of JSON or YAML, which mean the same.</summary>
    /// <inheritdoc cref="ReadAsync"/>
    public static async Task<Body<T>> ReadDocumentAsync<T>(HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancel)
    {
        var (format, bytes) = (BodyFormats.Of(request), await ReadBytesAsync(request, cancel));
        return new(format is BodyFormat.Json ? JsonDocuments.Read(bytes, type) : YamlDocuments.Read(bytes, type), new(SHA256.HashData(bytes)));
    }

    static async Task<byte[]> ReadBytesAsync(HttpRequest request, CancellationToken cancel)
    {
        if (request.ContentLength > ServerLimits.BodyBytes)
        {
            throw TooLarge();
        }

        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancel);
            if (read.Buffer.Length > ServerLimits.BodyBytes)
            {
                throw TooLarge();
            }

            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return bytes;
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    static ProblemException TooLarge() => new(ProblemKinds.TooLarge, $"The body has more than {ServerLimits.BodyBytes} bytes.");
}
