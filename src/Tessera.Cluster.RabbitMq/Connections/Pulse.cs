using RabbitMQ.Client;

namespace Tessera.Cluster.RabbitMq;

/// <summary>
/// Listens to our queue, and asks the broker for signs of life over the way that messages come: by passive declarations of the queue, which pass
/// the socket, the channel and the queue. Unlike messages to ourselves these wait behind no others, neither drop out of a full queue nor wait for
/// a full mailbox, and find out when the queue or its consumer is gone.
/// </summary>
sealed class Pulse(IChannel channel, Topology topology, Inbox inbox, SessionLife life, TimeProvider time)
{
    /// <summary>Runs until it is cancelled, or the channel fails.</summary>
    /// <param name="priority">Higher than that of any earlier connection.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(int priority, CancellationToken cancellationToken)
    {
        // However long an answer takes: the silence is judged elsewhere.
        channel.ContinuationTimeout = Timeout.InfiniteTimeSpan;
        await topology.ConsumeAsync(channel, inbox, priority, cancellationToken);
        while (true)
        {
            // A broker that is short of memory or disk reads nothing that we write.
            if (!life.IsBlocked)
            {
                var queue = await channel.QueueDeclarePassiveAsync(topology.Queue, cancellationToken);
                life.Heard();
                if (queue.ConsumerCount == 0)
                {
                    life.Finish("The broker has forgotten that we listen.");
                }
            }

            await Task.Delay(RabbitMqLimits.AskEvery, time, cancellationToken);
        }
    }
}
