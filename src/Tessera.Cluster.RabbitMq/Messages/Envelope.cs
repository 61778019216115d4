using System.Globalization;
using RabbitMQ.Client;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster.RabbitMq;

/// <summary>
/// What a message says beside its body: its kind in the Type, in the AppId who sent it, as NAME.INCARNATION, and in the MessageId a number that
/// is higher than that of anything this member has sent before.
/// </summary>
static class Envelope
{
    /// <summary>A control message.</summary>
    public const string Control = "control";

    /// <summary>The last words of a member that leaves in good order.</summary>
    public const string Farewell = "farewell";

    /// <summary>Writes one. Messages are transient: what a broker had when it died is old news when it is back.</summary>
    public static BasicProperties Of(Member sender, long number, string kind) => new()
    {
        AppId = Names.Queue(sender),
        MessageId = number.ToString(CultureInfo.InvariantCulture),
        Type = kind,
        DeliveryMode = DeliveryModes.Transient,
    };

    /// <summary>Reads one; whatever is on the bus, it never throws.</summary>
    /// <param name="properties">What came with the message.</param>
    /// <param name="bytes">Of its body.</param>
    /// <param name="sender">Who sent it, when nothing is wrong.</param>
    /// <param name="number">Which of its messages this is.</param>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public static ControlRefusal? Read(IReadOnlyBasicProperties properties, int bytes, out Member sender, out long number)
    {
        var hasNumber = long.TryParse(properties.MessageId, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        var hasSender = Names.TryRead(properties.AppId, out var read);
        sender = read!;
        return bytes > Limits.ControlBytes ? ControlRefusal.Oversized
            : !hasSender || !hasNumber ? ControlRefusal.Sender
            : properties.Type is not (Control or Farewell) ? ControlRefusal.Kind
            : null;
    }
}
