using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <summary>What a process that may lead asks for.</summary>
public abstract record LeaderEffect
{
    LeaderEffect()
    {
    }

    /// <summary>Ask the store for the lease, or show that it was gained or lost. When it is lost, work on the job ends: cancel stitching.</summary>
    /// <param name="Effect">Which.</param>
    public sealed record Lease(LeaseEffect Effect) : LeaderEffect;

    /// <summary>Find the job to be led next; answered by <see cref="LeaderEvent.Found"/> or <see cref="LeaderEvent.NoneFound"/>, or asked again.</summary>
    public sealed record Seek : LeaderEffect;

    /// <summary>Show who lives.</summary>
    /// <param name="Effect">What was found.</param>
    public sealed record Membership(MembershipEffect Effect) : LeaderEffect;

    /// <summary>Read which nodes are to have no tiles; answered by <see cref="LeaderEvent.Drains"/>, or asked again.</summary>
    public sealed record AskDrains : LeaderEffect;

    /// <summary>Show the nodes in place of those shown before.</summary>
    /// <param name="Nodes">All that are known, one of a name.</param>
    public sealed record ShowNodes(ImmutableArray<NodeStanding> Nodes) : LeaderEffect;

    /// <summary>Something for the job.</summary>
    /// <param name="Effect">What.</param>
    public sealed record Job(JobEffect Effect) : LeaderEffect;
}
