using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;

namespace Tessera.Cluster.Tests.Links;

/// <summary>Meters are shared by the whole process, so nothing else may run meanwhile.</summary>
[Collection(nameof(Alone))]
public sealed class LinkMetersTests
{
    readonly ConcurrentDictionary<string, long> _sums = new(StringComparer.Ordinal);

    [Fact]
    public async Task Links_count_bytes_refusals_and_reconnects()
    {
        using var listener = Measure();
        var exchange = new Exchange(new(1), rounds: 20, blocks: 4, largest: 10_000, seed: 1);
        await using (var cluster = new TcpCluster([new("a", 1), new("b", 1)]))
        await using (var proxy = new FaultyProxy(IPEndPoint.Parse(cluster.Nodes[1].Address), n => n < 3 ? new(Forward: true, 5000, Mask: 1) : null))
        {
            cluster.Nodes = [cluster.Nodes[0], cluster.Nodes[1] with { Address = proxy.Start() }];
            cluster.Open(new(1), exchange.Credits);
            await exchange.RunAsync(cluster.Links);
            cluster.Open(new(2), exchange.Credits);
            cluster.Links[0].Send(1, [new(new(1), 0, new(0), new(0), exchange.Blocks.Make([1]))]);
        }

        _sums["tessera.link.reconnects"].ShouldBe(2 * 3);
        _sums.Where(sum => sum.Key.StartsWith("tessera.link.refused ", StringComparison.Ordinal)).Sum(sum => sum.Value).ShouldBeGreaterThanOrEqualTo(3); // for what depends on where the byte is
        _sums["tessera.link.bytes sent"].ShouldBeGreaterThan(2 * 20 * 4 * 1000);
        _sums["tessera.link.bytes received"].ShouldBeGreaterThan(2 * 20 * 4 * 1000);
        _sums["tessera.exchange.dropped lowerepoch"].ShouldBe(1);
    }

    MeterListener Measure()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Meter.Name == Instruments.Name)
                {
                    own.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var name = tags.Length == 0 ? instrument.Name : $"{instrument.Name} {tags[0].Value}";
            _sums.AddOrUpdate(name, value, (_, sum) => sum + value);
        });
        listener.Start();
        return listener;
    }
}
