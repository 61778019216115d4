using System.Collections.Frozen;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Tessera.Server.Contracts;

namespace Tessera.Server.Problems;

/// <summary>
/// What is no request at all, or exceeds a limit of requests, is refused by Kestrel before any middleware hears of it, and without a word. Here these answers
/// become problem documents like all others, on their way to the connection.
/// </summary>
static class Refusals
{
    static readonly (int Status, ProblemKind Kind)[] Kinds =
    [
        (StatusCodes.Status408RequestTimeout, ProblemKinds.TooSlow),
        (StatusCodes.Status413PayloadTooLarge, ProblemKinds.TooLarge),
        (StatusCodes.Status414UriTooLong, ProblemKinds.TooLarge),
        (StatusCodes.Status431RequestHeaderFieldsTooLarge, ProblemKinds.TooLarge),
    ];

    static readonly FrozenDictionary<int, byte[]> Answers = Kinds.ToFrozenDictionary(known => known.Status, known => Answer(known.Kind));
    static readonly byte[] Malformed = Answer(ProblemKinds.Malformed);

    /// <summary>Has a connection's refusals rewritten. Put after TLS, so that it sees what is said.</summary>
    public static ConnectionDelegate Rewrite(ConnectionDelegate next) => connection =>
    {
        connection.Transport = new Pipe(connection.Transport.Input, new RefusalWriter(connection.Transport.Output));
        return next(connection);
    };

    /// <summary>Puts a problem document in place of a refusal without one.</summary>
    /// <param name="room">What is about to be sent, and room behind it.</param>
    /// <param name="count">Bytes that are about to be sent.</param>
    /// <returns>Bytes that are to be sent.</returns>
    public static int Rewrite(Span<byte> room, int count)
    {
        var said = room[..count];
        if ((!said.StartsWith("HTTP/1.1 4"u8) && !said.StartsWith("HTTP/1.1 5"u8)) || !said.EndsWith("\r\n\r\n"u8)
            || said.IndexOf("\r\nContent-Length: 0\r\n"u8) < 0 || said.IndexOf("\r\nConnection: close\r\n"u8) < 0)
        {
            return count;
        }

        var status = int.Parse(said[9..12], NumberStyles.None, CultureInfo.InvariantCulture);
        return Answers.GetValueOrDefault(status, Malformed) is var answer && answer.AsSpan().TryCopyTo(room) ? answer.Length : count;
    }

    static byte[] Answer(ProblemKind kind)
    {
        var problem = JsonSerializer.Serialize(new(kind.Type, kind.Title, kind.Status, kind.Help), ApiJson.Default.ProblemView);
        return Encoding.UTF8.GetBytes(
            $"HTTP/1.1 {kind.Status} {ReasonPhrases.GetReasonPhrase(kind.Status)}\r\nContent-Type: application/problem+json\r\nContent-Length: {Encoding.UTF8.GetByteCount(problem)}\r\n"
            + $"Connection: close\r\n\r\n{problem}");
    }

    sealed record Pipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
