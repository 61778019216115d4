namespace Tessera.Tiling.Machines;

/// <summary>What a job's coordinator asks for.</summary>
public abstract record JobEffect
{
    JobEffect()
    {
    }

    /// <summary>Give an order to a node.</summary>
    /// <param name="Node">The node.</param>
    /// <param name="Order">The order.</param>
    public sealed record Tell(Member Node, Order Order) : JobEffect;

    /// <summary>Read the job's row; answer with <see cref="JobEvent.RowRead"/>.</summary>
    public sealed record Read : JobEffect;

    /// <summary>
    /// Write the job's row, durably, if the store finds what is expected; answer with <see cref="JobEvent.Committed"/>. At most one is
    /// outstanding, and nothing that it says is acted on before it is answered.
    /// </summary>
    /// <param name="Expected">What the store must find.</param>
    /// <param name="Row">The whole new row.</param>
    public sealed record Commit(Fence Expected, JobRow Row) : JobEffect;

    /// <summary>
    /// Decode the stage from its cores; answer with <see cref="JobEvent.Stitched"/> once what came of it is durable, with
    /// <see cref="JobEvent.Unstitched"/> or with <see cref="JobEvent.Failed"/>. A leader that took over may ask for it again.
    /// </summary>
    /// <param name="Stage">The stage.</param>
    public sealed record Stitch(int Stage) : JobEffect;

    /// <summary>Show how far the job is.</summary>
    /// <param name="Progress">How far.</param>
    public sealed record Show(JobProgress Progress) : JobEffect;

    /// <summary>Log why the ownership of tiles changes, or what holds the job up.</summary>
    /// <param name="Text">One line.</param>
    /// <param name="Change">What changed; null when nothing has yet.</param>
    public sealed record Note(string Text, OwnershipChange? Change = null) : JobEffect;

    /// <summary>The job has ended and its row says so; this comes once. After it, only nodes that still work are told to stop.</summary>
    /// <param name="Outcome">How.</param>
    /// <param name="Reason">Why, when it is not done.</param>
    /// <param name="Exchange">What all nodes exchanged.</param>
    public sealed record End(JobOutcome Outcome, string? Reason, ExchangeCounters Exchange) : JobEffect;
}
