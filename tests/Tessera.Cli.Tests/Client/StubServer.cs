using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Tessera.Cli.Client;

namespace Tessera.Cli.Tests.Client;

/// <summary>An HTTP server on loopback that answers as it is told, and notes what it was asked.</summary>
sealed class StubServer : IAsyncDisposable
{
    readonly WebApplication _app;

    StubServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/");

    /// <summary>What was asked so far, in order.</summary>
    public ConcurrentQueue<Asked> Requests { get; private init; } = [];

    /// <summary>A client without a key, which asks again at once, for as long as a test may last.</summary>
    public TesseraClient Client => new(new() { Server = Address, Patience = TimeSpan.FromHours(1), MostWait = TimeSpan.FromMilliseconds(10) }, TimeProvider.System, new(7));

    /// <param name="answer">Answers each request; gets its number, from 0, too.</param>
    /// <param name="port">0 for a free one.</param>
    /// <param name="certificate">Its certificate; null for plain HTTP.</param>
    public static async Task<StubServer> StartAsync(Func<HttpContext, int, Task> answer, int port = 0, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port, listen =>
            {
                if (certificate is not null)
                {
                    listen.UseHttps(certificate);
                }
            });
            kestrel.Limits.MinResponseDataRate = null;
        });
        var app = builder.Build();
        var requests = new ConcurrentQueue<Asked>();
        var count = -1;
        app.Run(async context =>
        {
            using var body = new StreamReader(context.Request.Body);
            var text = await body.ReadToEndAsync(context.RequestAborted);
            requests.Enqueue(new(context.Request.Method, context.Request.Path + context.Request.QueryString.Value, text, context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
            await answer(context, Interlocked.Increment(ref count));
        });
        await app.StartAsync();
        return new(app) { Requests = requests };
    }

    /// <summary>Answers with JSON.</summary>
    public static Task JsonAsync(HttpContext context, string json, int status = 200)
    {
        (context.Response.StatusCode, context.Response.ContentType) = (status, status < 400 ? "application/json" : "application/problem+json");
        return context.Response.WriteAsync(json);
    }

    /// <summary>Answers with a problem.</summary>
    public static Task ProblemAsync(HttpContext context, int status, string kind, string detail = "it is so") =>
        JsonAsync(context, $$"""{ "type": "/problems/{{kind}}", "title": "No", "status": {{status}}, "detail": "{{detail}}" }""", status);

    /// <summary>A job as a server shows it.</summary>
    public static string Job(string id, string state = "waiting", int version = 1, string more = "") => $$"""
        { "id": "{{id}}", "tenant": "default", "state": "{{state}}", "version": {{version}}, "priority": 5, "cost": 10, "submitted_at": "2026-01-02T03:04:05+00:00", "epoch": 1,
          "request": { "prompt": "lake, snow:0.5", "size": "512x384" }, "model": "toy"{{more}} }
        """;

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync(); // connections are cut, not waited for
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    /// <summary>A request.</summary>
    public sealed record Asked(string Method, string Path, string Body, IReadOnlyDictionary<string, string> Headers);
}
