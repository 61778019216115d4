using System.Threading.Channels;
using RabbitMQ.Client;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster.RabbitMq;

/// <summary>
/// Takes what a connection delivers. A message is acknowledged when it is in the mailbox: while that is full no more than
/// <see cref="RabbitMqLimits.Prefetch"/> come, and the queue on the broker drops its oldest. Nothing that is delivered can end more than itself.
/// </summary>
sealed class Inbox(IChannel channel, Member self, string broadcasts, Conversation conversation, ChannelWriter<Signal> mailbox, SessionLife life)
    : AsyncDefaultBasicConsumer(channel), IAsyncDisposable
{
    readonly CancellationTokenSource _closing = new();
    readonly SemaphoreSlim _busy = new(1);

    public override Task HandleBasicDeliverAsync(
        string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties,
        ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default) => life.GuardAsync(async () =>
    {
        await _busy.WaitAsync(CancellationToken.None);
        try
        {
            if (!_closing.IsCancellationRequested)
            {
                life.Heard();
                await TakeAsync(properties, body, isBroadcast: exchange == broadcasts);
                await Channel.BasicAckAsync(deliveryTag, multiple: false, _closing.Token);
            }
        }
        catch (Exception e) when (e is ChannelClosedException || _closing.IsCancellationRequested)
        {
            // We are leaving, or the connection is on its way out and says so itself.
        }
        finally
        {
            _busy.Release();
        }
    });

    public override Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        life.Finish("The broker took our queue away.");
        return Task.CompletedTask;
    }

    /// <summary>Nothing more gets into the mailbox: whatever this connection still holds comes too late to be in order.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _busy.WaitAsync(CancellationToken.None);
        _busy.Release();
    }

    async ValueTask TakeAsync(IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, bool isBroadcast)
    {
        if (Envelope.Read(properties, body.Length, out var sender, out var number) is { } reason)
        {
            SeamInstruments.Refused(reason);
        }
        else if (isBroadcast && sender == self)
        {
            return;
        }
        else if (!conversation.IsNews(sender, number))
        {
            SeamInstruments.Refused(ControlRefusal.Late);
        }
        else if (properties.Type == Envelope.Farewell)
        {
            mailbox.TryWrite(new Signal.Gone(sender));
        }
        else
        {
            await mailbox.WriteAsync(new Signal.Received(sender, body.ToArray()), _closing.Token);
            SeamInstruments.Received(body.Length);
        }
    }
}
