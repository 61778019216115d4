using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <summary>What a process that may lead can be told.</summary>
public abstract record LeaderEvent
{
    LeaderEvent()
    {
    }

    /// <summary>Time passed; comes each <see cref="MachineLimits.TickEvery"/>.</summary>
    /// <param name="Now">Since the process began, by its monotonic clock.</param>
    public sealed record Tick(TimeSpan Now) : LeaderEvent;

    /// <summary>A node said hello.</summary>
    /// <param name="Node">The node.</param>
    /// <param name="Hello">Where it stands.</param>
    public sealed record Heard(Member Node, Hello Hello) : LeaderEvent;

    /// <summary>Our own connection came up or went down.</summary>
    /// <param name="IsOnline">Whether it is up.</param>
    public sealed record Connected(bool IsOnline) : LeaderEvent;

    /// <summary>The store answered a claim.</summary>
    /// <param name="Answer">Its answer.</param>
    public sealed record Lease(LeaseEvent Answer) : LeaderEvent;

    /// <summary>Answers <see cref="LeaderEffect.Seek"/>; not heard by a process that does not lead, or has a job.</summary>
    /// <param name="Plan">The job.</param>
    /// <param name="Failure">Why it cannot be planned, in one line: it fails, and its plan is empty. Null when it can be.</param>
    public sealed record Found(JobPlan Plan, string? Failure = null) : LeaderEvent;

    /// <summary>Answers <see cref="LeaderEffect.Seek"/>: every job has ended, so whoever still works on one has not heard.</summary>
    public sealed record NoneFound : LeaderEvent;

    /// <summary>Answers <see cref="LeaderEffect.AskDrains"/>.</summary>
    /// <param name="Nodes">Names of the nodes that are to have no tiles.</param>
    public sealed record Drains(ImmutableHashSet<string> Nodes) : LeaderEvent;

    /// <summary>Something about the job; not heard by a process that does not lead.</summary>
    /// <param name="Happened">What.</param>
    public sealed record Job(JobEvent Happened) : LeaderEvent;
}
