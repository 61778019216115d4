using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Tessera.Cluster;
using Tessera.Cluster.Store;
using Tessera.Models.Checkpoints;
using Tessera.Server;

namespace Tessera.Cli.Tests.Commands;

/// <summary>A server in this process, over the store and the artifacts that nodes in other processes use.</summary>
sealed class LocalServer : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly IJobStore _store;

    LocalServer(WebApplication app, IJobStore store) => (_app, _store) = (app, store);

    public string Address => _app.Urls.Single();

    public static async Task<LocalServer> StartAsync(string database, string artifacts, string model)
    {
        var store = await JobStores.OpenAsync(new($"sqlite:{database}"), TimeProvider.System, CancellationToken.None);
        var options = new ServerOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0), Artifacts = artifacts };
        var app = TesseraServer.Build(options, store, Checkpoint.Open(model), TimeProvider.System, logs => logs.ClearProviders());
        await app.StartAsync();
        return new(app, store);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _store.DisposeAsync();
    }
}
