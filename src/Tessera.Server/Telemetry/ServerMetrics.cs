using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Tessera.Cluster;
using Tessera.Engine.Requests;

namespace Tessera.Server.Telemetry;

/// <summary>What the server tells Prometheus: its own measurements, and those of requests and connections, whose labels are routes and never ids.</summary>
static class ServerMetrics
{
    /// <summary>The meters, beside <see cref="Instruments.Name"/>.</summary>
    static readonly string[] Hosting = ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel"];

    public static void AddTo(IServiceCollection services)
    {
        services.AddHostedService<ClusterGauges>();
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("tessera", serviceVersion: ProductVersion.Text))
            .WithMetrics(metrics => metrics.AddMeter([Instruments.Name, .. Hosting]).AddPrometheusExporter());
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPrometheusScrapingEndpoint("/metrics").RequireAuthorization(nameof(ApiRole.Viewer));
}
