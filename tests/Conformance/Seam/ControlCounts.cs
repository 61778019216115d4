using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Tessera.Cluster;

namespace Conformance.Seam;

/// <summary>What the seams of this process have counted since this was made, by "INSTRUMENT LABEL". Tests beside this one are counted too.</summary>
sealed class ControlCounts : IDisposable
{
    readonly ConcurrentDictionary<string, long> _sums = new(StringComparer.Ordinal);
    readonly MeterListener _listener = new();

    public ControlCounts()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == Instruments.Name && instrument.Name.StartsWith("tessera.control.", StringComparison.Ordinal))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => _sums.AddOrUpdate(
            string.Join(' ', [instrument.Name, .. tags.ToArray().Select(tag => tag.Value)]), value, (_, sum) => sum + value));
        _listener.Start();
    }

    public long this[string name] => _sums.GetValueOrDefault(name);

    public long Refused(ControlRefusal reason) => this[$"tessera.control.refused {reason.ToString().ToLowerInvariant()}"];

    public void Dispose() => _listener.Dispose();
}
