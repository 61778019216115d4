using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <summary>A job in the store: all that a new leader needs. What is not in it has not happened.</summary>
/// <param name="Term">The term of the leader that wrote it; 0 when submitted.</param>
/// <param name="Epoch">The current ownership of tiles.</param>
/// <param name="Revision">Rises by one with every commit.</param>
/// <param name="Stage">The current stage, from 0; those before are stitched, durably.</param>
/// <param name="Workers">The nodes that own the tiles: their placement follows from this and the plan.</param>
/// <param name="Cuts">The complete cuts of the stage that count, the older first; at most <see cref="MachineLimits.CutsKept"/>.</param>
/// <param name="Attempts">Tries that failed and are not forgotten: the evidence, if the job ends quarantined.</param>
/// <param name="Outcome">How it ended; null while it has not. The result of a done job is durable before this says so.</param>
/// <param name="Reason">Why it ended so, if it is not done: one line.</param>
public sealed record JobRow(
    long Term,
    Epoch Epoch,
    long Revision,
    int Stage,
    ImmutableArray<Worker> Workers,
    ImmutableArray<Cut> Cuts,
    ImmutableArray<Attempt> Attempts,
    JobOutcome? Outcome = null,
    string? Reason = null)
{
    /// <summary>A job that nobody has led yet.</summary>
    public static JobRow Submitted { get; } = new(0, default, 0, 0, [], [], []);

    /// <summary>What a commit on top of this row has to name.</summary>
    /// <param name="term">The committer's term.</param>
    public Fence FenceOf(long term) => new(term, Epoch, Revision);
}
