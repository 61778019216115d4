using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tessera.Server.Contracts;
using Tessera.Server.Problems;

namespace Tessera.Server.Images;

/// <summary>Writes pictures into an answer as base64, a buffer at a time: no picture is ever in memory as a whole.</summary>
sealed class ImageWriter(HttpResponse response)
{
    public Task TextAsync(string text, CancellationToken cancel) => response.WriteAsync(text, cancel);

    public async Task FileAsync(string path, CancellationToken cancel)
    {
        await using var file = File.OpenRead(path);
        using var base64 = new ToBase64Transform();
        await using var encoded = new CryptoStream(response.Body, base64, CryptoStreamMode.Write, leaveOpen: true);
        await file.CopyToAsync(encoded, cancel);
        await encoded.FlushFinalBlockAsync(cancel);
    }

    /// <summary>One event with a picture.</summary>
    /// <param name="type">The event's name.</param>
    /// <param name="members">Members of its data beside those that all have, each with a comma after it.</param>
    /// <param name="size">WIDTHxHEIGHT of this picture.</param>
    /// <param name="time">The clock.</param>
    /// <param name="path">The picture.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task EventAsync(string type, string members, string size, TimeProvider time, string path, CancellationToken cancel)
    {
        var created = time.GetUtcNow().ToUnixTimeSeconds();
        await TextAsync($"event: {type}\ndata: {{\"type\":\"{type}\",{members}\"created_at\":{created},\"size\":\"{size}\",\"output_format\":\"png\",\"b64_json\":\"", cancel);
        await FileAsync(path, cancel);
        await TextAsync("\"}\n\n", cancel);
        await response.Body.FlushAsync(cancel);
    }

    public Task FailureAsync(ProblemException failure, CancellationToken cancel)
    {
        var problem = new ProblemView(failure.Kind.Type, failure.Kind.Title, failure.Kind.Status, failure.Message);
        return TextAsync($"event: error\ndata: {JsonSerializer.Serialize(problem, ApiJson.Default.ProblemView)}\n\n", cancel);
    }
}
