using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>What a member of the cluster hears.</summary>
public abstract record Signal
{
    Signal()
    {
    }

    /// <summary>A message arrived. Messages of one member arrive in the order in which it sent them; any may be missing.</summary>
    /// <param name="From">Who sent it.</param>
    /// <param name="Body">At most <see cref="Limits.ControlBytes"/>.</param>
    public sealed record Received(Member From, ReadOnlyMemory<byte> Body) : Signal;

    /// <summary>Our own connection is up.</summary>
    public sealed record Online : Signal;

    /// <summary>Our own connection is down: hearing nothing says nothing about others.</summary>
    public sealed record Offline : Signal;

    /// <summary>A hint that a member has left; never a verdict.</summary>
    /// <param name="Who">The member.</param>
    public sealed record Gone(Member Who) : Signal;
}
