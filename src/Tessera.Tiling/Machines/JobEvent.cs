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
    public sealed record Reported(int Node, Report Report) : JobEvent;

    /// <summary>Answers <see cref="JobEffect.Stitch"/>: the stage is decoded, and ready to be the condition of the next.</summary>
    public sealed record Stitched : JobEvent;

    /// <summary>Stitching, or the coordinator itself, failed.</summary>
    /// <param name="Message">Why, in one line.</param>
    public sealed record Failed(string Message) : JobEvent;

    /// <summary>Whoever wanted the job no longer does.</summary>
    public sealed record Cancelled : JobEvent;
}
