namespace Tessera.Tiling.Machines;

/// <summary>What whoever watches over the members of a cluster can be told.</summary>
public abstract record MembershipEvent
{
    MembershipEvent()
    {
    }

    /// <summary>A member said hello.</summary>
    /// <param name="Worker">Who, and how fast it is.</param>
    /// <param name="Phase">How far it is with its assignment.</param>
    public sealed record Heard(Worker Worker, NodePhase Phase = NodePhase.Idle) : MembershipEvent;

    /// <summary>Our own connection is up.</summary>
    public sealed record Online : MembershipEvent;

    /// <summary>Our own connection is down: hearing nothing says nothing about others.</summary>
    public sealed record Offline : MembershipEvent;

    /// <summary>Time passed; comes each <see cref="MachineLimits.TickEvery"/>.</summary>
    /// <param name="Now">Since the process began, by its monotonic clock.</param>
    public sealed record Tick(TimeSpan Now) : MembershipEvent;
}
