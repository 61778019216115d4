using Tessera.Tiling.Machines;

namespace Tessera.Cluster.RabbitMq;

/// <summary>
/// Where the members stand in what they say, over all connections of one: the number of our last message, and of the last that was heard of each.
/// Brokers deliver again what was not acknowledged, and read what a lost connection left in a socket beside its successor; by these numbers
/// messages arrive in order, and once, all the same. Used by one connection at a time.
/// </summary>
sealed class Conversation
{
    readonly Dictionary<Member, long> _heard = [];
    long _said;

    /// <summary>The number of our next message.</summary>
    public long Next() => ++_said;

    /// <summary>Whether a message is later than all that was heard of its sender.</summary>
    public bool IsNews(Member sender, long number)
    {
        if (_heard.TryGetValue(sender, out var last) && number <= last)
        {
            return false;
        }

        if (_heard.Count >= RabbitMqLimits.SendersRemembered)
        {
            // Nearly all of them are long gone; those that are not are only watched from here on.
            _heard.Clear();
        }

        _heard[sender] = number;
        return true;
    }
}
