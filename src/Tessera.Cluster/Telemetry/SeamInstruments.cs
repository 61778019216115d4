using System.Diagnostics.Metrics;

namespace Tessera.Cluster;

/// <summary>What every engine behind <see cref="IClusterSeam"/> counts. Who sent to whom is never a label.</summary>
public static class SeamInstruments
{
    static readonly Meter Meter = new(Instruments.Name);

    static readonly Counter<long> Bytes =
        Meter.CreateCounter<long>("tessera.control.bytes", "By", "Payload of control messages that this process sent or received.");

    static readonly Counter<long> Messages =
        Meter.CreateCounter<long>("tessera.control.messages", "{message}", "Control messages that this process sent or received.");

    static readonly Counter<long> Refusals =
        Meter.CreateCounter<long>("tessera.control.refused", "{message}", "Control messages that were not sent, or were passed over.");

    static readonly Counter<long> Reconnects =
        Meter.CreateCounter<long>("tessera.control.reconnects", "{connection}", "Connections to a broker that were made anew.");

    static readonly KeyValuePair<string, object?> Out = new("direction", "sent");
    static readonly KeyValuePair<string, object?> In = new("direction", "received");

    /// <summary>Counts a message that left.</summary>
    /// <param name="bytes">Of its body. A broadcast counts once.</param>
    public static void Sent(int bytes) => Count(bytes, Out);

    /// <summary>Counts a message that came.</summary>
    /// <param name="bytes">Of its body.</param>
    public static void Received(int bytes) => Count(bytes, In);

    /// <summary>Counts a message that was not sent, or was passed over.</summary>
    /// <param name="reason">Why.</param>
    public static void Refused(ControlRefusal reason) =>
        Refusals.Add(1, new KeyValuePair<string, object?>("reason", Instruments.Text(reason)));

    /// <summary>Counts a connection that took the place of a lost one.</summary>
    public static void Reconnected() => Reconnects.Add(1);

    static void Count(int bytes, KeyValuePair<string, object?> direction)
    {
        Bytes.Add(bytes, direction);
        Messages.Add(1, direction);
    }
}
