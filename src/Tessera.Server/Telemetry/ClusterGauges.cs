using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Tessera.Cluster;
using Tessera.Server.Nodes;

namespace Tessera.Server.Telemetry;

/// <summary>Measures the cluster by what the store says, each <see cref="ServerLimits.GaugesEvery"/>; while it says nothing, nothing is measured.</summary>
sealed class ClusterGauges : BackgroundService
{
    readonly IJobStore _store;
    readonly TimeProvider _time;
    volatile Counts? _counts;

    public ClusterGauges(IJobStore store, TimeProvider time, IMeterFactory meters)
    {
        (_store, _time) = (store, time);
        var meter = meters.Create(Instruments.Name);
        meter.CreateObservableGauge("tessera.jobs.waiting", () => Measured(counts => counts.Waiting), "{job}", $"Jobs that wait, to {Limits.JobsListed}.");
        meter.CreateObservableGauge("tessera.jobs.running", () => Measured(counts => counts.Running), "{job}", "Jobs that were begun and have not ended.");
        meter.CreateObservableGauge("tessera.nodes.alive", () => Measured(counts => counts.Alive), "{node}", "Nodes whose hello a leader hears.");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(ServerLimits.GaugesEvery, _time);
        do
        {
            try
            {
                var waiting = await _store.QueueAsync(Limits.JobsListed, stoppingToken);
                var running = await _store.ListAsync(new(Limits.JobsListed, State: JobState.Running), stoppingToken);
                var nodes = await _store.ListNodesAsync(stoppingToken);
                _counts = new(waiting.Count, running.Count, ClusterView.IsLed(nodes, _time) ? nodes.Nodes.Count(node => node.IsAlive) : 0);
            }
            catch (StoreUnavailableException)
            {
                _counts = null; // readiness says so
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    IEnumerable<Measurement<int>> Measured(Func<Counts, int> of) => _counts is { } counts ? [new(of(counts))] : [];

    sealed record Counts(int Waiting, int Running, int Alive);
}
