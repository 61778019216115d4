using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <summary>What a job's coordinator can be told.</summary>
public abstract record JobEvent
{
    JobEvent()
    {
    }

    /// <summary>A node reported.</summary>
    /// <param name="Node">The node.</param>
    /// <param name="Report">Its report.</param>
    public sealed record Reported(Member Node, Report Report) : JobEvent;

    /// <summary>A node said hello.</summary>
    /// <param name="Node">The node.</param>
    /// <param name="Hello">Where it stands.</param>
    public sealed record Heard(Member Node, Hello Hello) : JobEvent;

    /// <summary>A node is there that was not; from the next change of ownership on it may get tiles.</summary>
    /// <param name="Node">The node.</param>
    public sealed record Joined(Worker Node) : JobEvent;

    /// <summary>A node is dead, or as good as.</summary>
    /// <param name="Node">The node.</param>
    public sealed record Died(Member Node) : JobEvent;

    /// <summary>Some nodes are to have no tiles, and all others may have some.</summary>
    /// <param name="Nodes">Their names.</param>
    public sealed record Drained(ImmutableHashSet<string> Nodes) : JobEvent;

    /// <summary>The leader's own connection came up or went down; it is up until this says otherwise.</summary>
    /// <param name="IsOnline">Whether it is up.</param>
    public sealed record Connected(bool IsOnline) : JobEvent;

    /// <summary>Time passed; comes each <see cref="MachineLimits.TickEvery"/>. A coordinator that is never told the time repeats nothing.</summary>
    /// <param name="Now">Since the process began, by its monotonic clock.</param>
    public sealed record Tick(TimeSpan Now) : JobEvent;

    /// <summary>Answers <see cref="JobEffect.Read"/>.</summary>
    /// <param name="Row">The job's row; null when it could not be read.</param>
    public sealed record RowRead(JobRow? Row) : JobEvent;

    /// <summary>Answers <see cref="JobEffect.Commit"/>.</summary>
    /// <param name="Expected">Which commit.</param>
    /// <param name="Outcome">How it ended.</param>
    public sealed record Committed(Fence Expected, CommitOutcome Outcome) : JobEvent;

    /// <summary>Answers <see cref="JobEffect.Stitch"/>: the stage is decoded, durably, and ready to be the condition of the next.</summary>
    /// <param name="Stage">The stage.</param>
    public sealed record Stitched(int Stage) : JobEvent;

    /// <summary>Answers <see cref="JobEffect.Stitch"/>: a core is missing or damaged.</summary>
    /// <param name="Stage">The stage.</param>
    /// <param name="Message">Which, in one line.</param>
    public sealed record Unstitched(int Stage, string Message) : JobEvent;

    /// <summary>Stitching, or the coordinator itself, failed.</summary>
    /// <param name="Message">Why, in one line.</param>
    public sealed record Failed(string Message) : JobEvent;

    /// <summary>Whoever wanted the job no longer does.</summary>
    public sealed record Cancelled : JobEvent;
}
