using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Tessera.Cluster;
using Tessera.Engine.Requests;

namespace Tessera.Cli.Telemetry;

/// <summary>
/// Sends spans and measurements to a collector over OTLP, while <see cref="Variable"/> names one; the other variables of OpenTelemetry
/// (OTEL_EXPORTER_OTLP_PROTOCOL, _HEADERS, _TIMEOUT, OTEL_METRIC_EXPORT_INTERVAL) count too. Disposing of it sends what is left.
/// </summary>
sealed class OtlpExport : IDisposable
{
    /// <summary>The environment variable that names the collector; without it nothing is sent.</summary>
    public const string Variable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    readonly TracerProvider _traces;
    readonly MeterProvider _metrics;

    OtlpExport(string instance, string[] sources)
    {
        _traces = Sdk.CreateTracerProviderBuilder().AddSource([Instruments.Name, .. sources]).SetResourceBuilder(Resource(instance)).AddOtlpExporter().Build();
        _metrics = Sdk.CreateMeterProviderBuilder().AddMeter(Instruments.Name).SetResourceBuilder(Resource(instance)).AddOtlpExporter().Build();
    }

    /// <summary>Begins to send, if a collector is named.</summary>
    /// <param name="instance">The name of this process.</param>
    /// <param name="sources">Sources of spans beside the cluster's own.</param>
    /// <exception cref="UsageException">What is named is no address.</exception>
    public static OtlpExport? Start(string instance, params string[] sources) => IsWanted() ? new(instance, sources) : null;

    /// <summary>Sends what is logged too, if a collector is named.</summary>
    /// <param name="logs">The log.</param>
    /// <param name="instance">The name of this process.</param>
    /// <exception cref="UsageException">What is named is no address.</exception>
    public static void AddTo(ILoggingBuilder logs, string instance)
    {
        if (IsWanted())
        {
            logs.AddOpenTelemetry(options =>
            {
                options.IncludeFormattedMessage = true;
                options.SetResourceBuilder(Resource(instance)).AddOtlpExporter();
            });
        }
    }

    public void Dispose()
    {
        _traces.Dispose();
        _metrics.Dispose();
    }

    static bool IsWanted() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } address
        && (Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? true
            : throw new UsageException($"{Variable} cannot be '{address}': use http://HOST:PORT or https://HOST:PORT"));

    static ResourceBuilder Resource(string instance) =>
        ResourceBuilder.CreateDefault().AddService("tessera", serviceVersion: ProductVersion.Text, serviceInstanceId: instance);
}
