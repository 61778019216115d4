using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tessera.Cluster;
using Tessera.Models.Checkpoints;
using Tessera.Server.Contracts;
using Tessera.Server.Estimates;
using Tessera.Server.Health;
using Tessera.Server.Images;
using Tessera.Server.Jobs;
using Tessera.Server.Nodes;
using Tessera.Server.OpenApi;
using Tessera.Server.Parameters;
using Tessera.Server.Problems;
using Tessera.Server.Retention;
using Tessera.Server.Security;
using Tessera.Server.Telemetry;

namespace Tessera.Server;

/// <summary>The HTTP service of a cluster: submits, shows and cancels jobs, and hands out pictures.</summary>
public static class TesseraServer
{
    /// <summary>Makes a server that is not started. It takes nothing from the environment or from files of its own.</summary>
    /// <param name="options">What it is told.</param>
    /// <param name="store">The truth; the caller disposes of it.</param>
    /// <param name="checkpoint">What the cluster draws with.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logging">Sets up its logs.</param>
    /// <exception cref="InvalidDataException">It would serve others in the clear, or its certificate cannot be used.</exception>
    public static WebApplication Build(ServerOptions options, IJobStore store, Checkpoint checkpoint, TimeProvider time, Action<ILoggingBuilder> logging)
    {
        var tls = ServerCertificate.Open(options, time);
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "tessera" });
        logging(builder.Logging);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Listening.Configure(kestrel, options, tls));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ServerLimits.EndWithin);
        builder.Services.AddSingleton<IHostLifetime, CallersLifetime>();
        builder.Services.AddRoutingCore();
        Access.AddTo(builder.Services);
        builder.Services.AddRateLimiter(RequestLimiter.Configure);
        builder.Services.ConfigureHttpJsonOptions(json => ApiJson.ApplyTo(json.SerializerOptions));
        builder.Services.AddSingleton(options).AddSingleton(store).AddSingleton(checkpoint).AddSingleton(time);
        builder.Services.AddSingleton<ClusterView>().AddSingleton<Estimator>().AddSingleton<JobViews>().AddSingleton<JobFinder>().AddSingleton<JobPlanner>()
            .AddSingleton<JobSubmitter>().AddSingleton<JobEventStream>().AddSingleton<JobFiles>().AddSingleton<ImageDrawing>();
        builder.Services.AddSingleton<Readiness>().AddSingleton<Retainer>().AddHostedService<RetentionService>();
        ServerMetrics.AddTo(builder.Services);
        builder.Services.AddOpenApi(ApiDocument.Describe);
        var app = builder.Build();
        app.UseMiddleware<ProblemMiddleware>();
        app.UseMiddleware<OriginMiddleware>();
        app.UseRouting();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        ImageRoutes.Map(app);
        JobRoutes.Map(app);
        NodeRoutes.Map(app);
        ParameterRoutes.Map(app);
        ProblemRoutes.Map(app);
        HealthRoutes.Map(app);
        ServerMetrics.Map(app);
        app.MapOpenApi(ApiDocument.Path).AllowAnonymous();
        return app;
    }

    /// <summary>
    /// Serves until asked to stop, and then ends in order: first it is no longer ready, then it takes no more requests, then those that are open end.
    /// </summary>
    /// <param name="app">The server.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <exception cref="IOException">It cannot listen there.</exception>
    public static async Task RunAsync(WebApplication app, CancellationToken stop)
    {
        await app.StartAsync(stop);
        var (options, readiness) = (app.Services.GetRequiredService<ServerOptions>(), app.Services.GetRequiredService<Readiness>());
        var time = app.Services.GetRequiredService<TimeProvider>();
        readiness.Begin(app.Urls);
        await Task.Delay(Timeout.InfiniteTimeSpan, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        readiness.Leave();
        await (options.IsLocal ? Task.CompletedTask : Task.Delay(ServerLimits.LeaveFor, time, CancellationToken.None));
        await app.StopAsync(CancellationToken.None);
    }
}
