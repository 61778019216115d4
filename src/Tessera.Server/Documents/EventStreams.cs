using Microsoft.AspNetCore.Http;

namespace Tessera.Server.Documents;

/// <summary>Answers of server-sent events, on their way through proxies.</summary>
static class EventStreams
{
    /// <summary>How long nothing is said at most: proxies give up after a minute, clients a little sooner.</summary>
    public static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    static readonly byte[] Comment = ": still here\n\n"u8.ToArray();

    /// <summary>Says what the answer is, and that nobody may hold it back, keep it or change it.</summary>
    public static void Begin(HttpResponse response)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store, no-transform";
        response.Headers["X-Accel-Buffering"] = "no";
    }

    /// <summary>Says that there is nothing to say.</summary>
    public static async Task SayAsync(HttpResponse response, CancellationToken cancel)
    {
        await response.Body.WriteAsync(Comment, cancel);
        await response.Body.FlushAsync(cancel);
    }
}
