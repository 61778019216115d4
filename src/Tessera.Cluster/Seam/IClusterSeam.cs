using System.Threading.Channels;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>
/// All that this product asks of a messaging engine: small control messages, at most once, first in first out per pair of members.
/// Nothing here blocks, and nothing is retried: whoever is told news also asks. Disposing of it leaves the cluster.
/// </summary>
public interface IClusterSeam : IDisposable
{
    /// <summary>Who we are.</summary>
    Member Self { get; }

    /// <summary>What we hear; bounded by <see cref="Limits.SignalQueue"/>.</summary>
    ChannelReader<Signal> Signals { get; }

    /// <summary>Sends a message, at most once.</summary>
    /// <param name="to">The member; a message to an earlier incarnation never reaches a later one.</param>
    /// <param name="body">At most <see cref="Limits.ControlBytes"/>. It is copied.</param>
    /// <returns>
    /// False when it certainly does not arrive: our own connection is down, a queue is full, or the member is known not to be there. An engine
    /// with a broker between members finds out about others only later: true promises nothing.
    /// </returns>
    /// <exception cref="ArgumentException">The body is too large.</exception>
    bool TrySend(Member to, ReadOnlySpan<byte> body);

    /// <summary>
    /// Sends a message, at most once, to every other member that listens for broadcasts. Candidates for leadership do; mere workers do not,
    /// or N nodes that say hello would be heard N² times each second.
    /// </summary>
    /// <param name="body">At most <see cref="Limits.ControlBytes"/>. It is copied.</param>
    /// <returns>False when it certainly does not reach all of them; whether there are any is not asked.</returns>
    /// <exception cref="ArgumentException">The body is too large.</exception>
    bool TryBroadcast(ReadOnlySpan<byte> body);
}
