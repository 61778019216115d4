using RabbitMQ.Client;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster.RabbitMq;

/// <summary>What a message says beside its body: its kind, and in the AppId who sent it, as NAME.INCARNATION.</summary>
static class Envelope
{
    /// <summary>A control message.</summary>
    public const string Control = "control";

    /// <summary>The last words of a member that leaves in good order.</summary>
    public const string Farewell = "farewell";

    /// <summary>Writes one. Messages are transient: what a broker had when it died is old news when it is back.</summary>
    public static BasicProperties Of(Member sender, string kind) =>
        new() { AppId = Names.Queue(sender), Type = kind, DeliveryMode = DeliveryModes.Transient };

    /// <summary>Reads one; whatever is on the bus, it never throws.</summary>
    /// <param name="properties">What came with the message.</param>
    /// <param name="bytes">Of its body.</param>
    /// <param name="sender">Who sent it, when nothing is wrong.</param>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public static ControlRefusal? Read(IReadOnlyBasicProperties properties, int bytes, out Member sender)
    {
        var hasSender = Names.TryRead(properties.AppId, out var read);
        sender = read!;
        return bytes > Limits.ControlBytes ? ControlRefusal.Oversized
            : !hasSender ? ControlRefusal.Sender
            : properties.Type is not (Control or Farewell) ? ControlRefusal.Kind
            : null;
    }
}
