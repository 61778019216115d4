using RabbitMQ.Client;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster.RabbitMq;

/// <summary>What a member needs on the broker: its queue, and the exchange of broadcasts.</summary>
/// <param name="Self">Who it is.</param>
/// <param name="Cluster">Begins the exchange's name.</param>
/// <param name="HearsBroadcasts">Whether the queue is bound to the exchange.</param>
/// <param name="Length">Messages that wait in the queue at most.</param>
sealed record Topology(Member Self, string Cluster, bool HearsBroadcasts, int Length)
{
    public string Queue => Names.Queue(Self);

    public string Broadcasts => Names.Broadcasts(Cluster);

    /// <summary>Bounded in every direction; that a queue is full costs the oldest, which is worth the least.</summary>
    public Dictionary<string, object?> Arguments => new(StringComparer.Ordinal)
    {
        ["x-expires"] = (int)RabbitMqLimits.QueueLife.TotalMilliseconds,
        ["x-message-ttl"] = (int)RabbitMqLimits.MessageLife.TotalMilliseconds,
        ["x-max-length"] = Length,
        ["x-max-length-bytes"] = RabbitMqLimits.QueueBytes,
        ["x-overflow"] = "drop-head",
    };

    /// <summary>
    /// Makes what is not there. The queue is durable, so that others' news finds it as soon as a broker is back, and is not exclusive, so that a
    /// broker which has not noticed the end of our last connection yet lets us in.
    /// </summary>
    public async Task DeclareAsync(IChannel channel, CancellationToken cancellationToken)
    {
        await channel.ExchangeDeclareAsync(Broadcasts, ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: cancellationToken);
        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false, Arguments, cancellationToken: cancellationToken);
        if (HearsBroadcasts)
        {
            await channel.QueueBindAsync(Queue, Broadcasts, routingKey: "", cancellationToken: cancellationToken);
        }

        await channel.BasicQosAsync(prefetchSize: 0, RabbitMqLimits.Prefetch, global: false, cancellationToken);
    }

    /// <summary>Listens. A later connection's priority is higher: an earlier one that the broker takes for alive must not get the news instead.</summary>
    public Task ConsumeAsync(IChannel channel, IAsyncBasicConsumer consumer, int priority, CancellationToken cancellationToken) =>
        channel.BasicConsumeAsync(
            Queue,
            autoAck: false,
            consumerTag: "",
            noLocal: false,
            exclusive: false,
            new Dictionary<string, object?>(StringComparer.Ordinal) { ["x-priority"] = priority },
            consumer,
            cancellationToken);
}
