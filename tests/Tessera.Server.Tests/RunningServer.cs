using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Tessera.Cli.Tests.Commands;
using Tessera.Cluster;
using Tessera.Models.Checkpoints;
using Tessera.Server.Contracts;
using Tessera.Server.Problems;
using Tessera.Server.Security;

namespace Tessera.Server.Tests;

/// <summary>A server on a free port of this host, with a checkpoint of random weights.</summary>
sealed class RunningServer : IAsyncDisposable
{
    static readonly Lazy<Checkpoint> Toy = new(() =>
    {
        using var toy = new ToyCheckpoint();
        return Checkpoint.Open(toy.Folder);
    });

    readonly WebApplication _app;
    readonly string _folder;

    RunningServer(WebApplication app, IJobStore store, string folder, LogLines log) =>
        (_app, Store, _folder, Log, Client) = (app, store, folder, log, new() { BaseAddress = app.Urls.SingleOrDefault() is { } url ? new(url) : null });

    public static Checkpoint Checkpoint => Toy.Value;

    public IJobStore Store { get; }

    /// <summary>Without a key.</summary>
    public HttpClient Client { get; }

    public WebApplication App => _app;

    /// <summary>What it logged.</summary>
    public LogLines Log { get; }

    /// <summary>The folder of all jobs' artifacts.</summary>
    public string Artifacts => Path.Combine(_folder, "artifacts");

    public int Port => Client.BaseAddress!.Port;

    /// <param name="change">What it is told otherwise than by default.</param>
    /// <param name="map">Adds routes for the test.</param>
    /// <param name="store">Its store; one in memory otherwise. The server disposes of it.</param>
    /// <param name="time">Its clock.</param>
    /// <param name="isStarted">Whether to start it; if not, it has no address yet.</param>
    public static async Task<RunningServer> StartAsync(
        Func<ServerOptions, ServerOptions>? change = null, Action<WebApplication>? map = null, IJobStore? store = null, TimeProvider? time = null, bool isStarted = true)
    {
        var folder = Directory.CreateTempSubdirectory("tessera-server-").FullName;
        var options = new ServerOptions { Listen = new(System.Net.IPAddress.Loopback, 0), Artifacts = Path.Combine(folder, "artifacts") };
        Directory.CreateDirectory(options.Artifacts);
        var truth = store ?? new MemoryJobStore(time ?? TimeProvider.System);
        var log = new LogLines();
        var app = TesseraServer.Build(change?.Invoke(options) ?? options, truth, Checkpoint, time ?? TimeProvider.System, logging => logging.AddProvider(log));
        map?.Invoke(app);
        await (isStarted ? app.StartAsync() : Task.CompletedTask);
        return new(app, truth, folder, log);
    }

    /// <summary>Adds a key to the store.</summary>
    /// <returns>What its holder sends.</returns>
    public async Task<string> AddKeyAsync(ApiRole role, string tenant = JobSubmission.DefaultTenant)
    {
        var token = ApiToken.Create(out var text);
        await Store.AddKeyAsync(new(token.Id, tenant, "a test", role, token.Hash), by: null, CancellationToken.None);
        return text;
    }

    /// <summary>Sends a request.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="path">Its path.</param>
    /// <param name="key">The key it shows; null for none.</param>
    /// <param name="change">Changes it before it is sent.</param>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? key = null, Action<HttpRequestMessage>? change = null)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        change?.Invoke(request);
        return Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>The problem that an answer tells of, with everything that is the same for all problems checked.</summary>
    public static async Task<ProblemKind> ProblemAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json", $"{answer.StatusCode}: {text}");
        var problem = JsonSerializer.Deserialize(text, ApiJson.Default.ProblemView)!;
        problem.Type.ShouldStartWith(ProblemKind.Path);
        var kind = ProblemKinds.All[problem.Type[ProblemKind.Path.Length..]];
        (problem.Status, problem.Title, (int)answer.StatusCode).ShouldBe((kind.Status, kind.Title, kind.Status));
        problem.Detail.ShouldNotBeEmpty();
        return kind;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        await Store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
