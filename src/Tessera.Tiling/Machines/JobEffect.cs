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
    public sealed record Tell(int Node, Order Order) : JobEffect;

    /// <summary>Decode the stage from its cores; answer with <see cref="JobEvent.Stitched"/> or <see cref="JobEvent.Failed"/>.</summary>
    /// <param name="Stage">The stage.</param>
    public sealed record Stitch(int Stage) : JobEffect;

    /// <summary>Show how far the job is.</summary>
    /// <param name="Progress">How far.</param>
    public sealed record Show(JobProgress Progress) : JobEffect;

    /// <summary>The job has ended; this comes once, and nothing after it.</summary>
    /// <param name="Outcome">How.</param>
    /// <param name="Reason">Why, when it failed.</param>
    /// <param name="Exchange">What all nodes exchanged.</param>
    public sealed record End(JobOutcome Outcome, string? Reason, ExchangeCounters Exchange) : JobEffect;
}
