using System.Threading.Channels;
using RabbitMQ.Client;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster.RabbitMq;

/// <summary>
/// What waits to be published on a connection: bounded, and by one task, which keeps the order. It lives and dies with the connection, and what
/// waits while that is not up is thrown away: nobody is told old news.
/// </summary>
sealed class Outbox(IChannel channel, Member self, string broadcasts, int capacity, Conversation conversation, SessionLife life)
{
    readonly Channel<Outgoing> _waiting = Channel.CreateBounded<Outgoing>(new BoundedChannelOptions(capacity) { SingleReader = true });

    /// <summary>Leaves a message to be published.</summary>
    /// <returns>Why it will not be; null when it may.</returns>
    public ControlRefusal? Put(Outgoing message) =>
        !life.IsUp ? ControlRefusal.Offline
        : _waiting.Writer.TryWrite(message) ? null
        : ControlRefusal.Full;

    /// <summary>Nothing more comes.</summary>
    public void Complete() => _waiting.Writer.TryComplete();

    /// <summary>Publishes until <see cref="Complete"/>.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var message in _waiting.Reader.ReadAllAsync(cancellationToken))
        {
            if (!life.IsUp)
            {
                SeamInstruments.Refused(ControlRefusal.Offline);
                continue;
            }

            // Mandatory: a message that no queue takes comes back, which says that its member is gone. Broadcasts may reach nobody.
            var isBroadcast = message.Queue is null;
            await channel.BasicPublishAsync(
                exchange: isBroadcast ? broadcasts : "",
                routingKey: message.Queue ?? "",
                mandatory: !isBroadcast,
                Envelope.Of(self, conversation.Next(), message.IsFarewell ? Envelope.Farewell : Envelope.Control),
                message.Body,
                cancellationToken);
            SeamInstruments.Sent(message.Body.Length);
        }
    }
}
