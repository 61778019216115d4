using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <summary>
/// What a job's coordinator tells a node, and repeats until it knows that the node has heard. One of a lower epoch than the node's is refused.
/// </summary>
/// <param name="Epoch">The ownership it is about.</param>
public abstract record Order(Epoch Epoch)
{
    /// <summary>
    /// Forget every earlier epoch, take your tiles of a stage to where they begin and say when you are ready.
    /// Which tiles are yours follows from the plan and the workers.
    /// </summary>
    /// <param name="Epoch">The new ownership.</param>
    /// <param name="Stage">Index into <see cref="JobPlan.Stages"/>.</param>
    /// <param name="Node">Which of the workers you are.</param>
    /// <param name="Workers">All that work on the stage.</param>
    /// <param name="From">The cut to begin at; null for the stage's start, which is noise.</param>
    public sealed record Assign(Epoch Epoch, int Stage, int Node, ImmutableArray<Worker> Workers, Rewind? From = null) : Order(Epoch);

    /// <summary>
    /// All nodes are ready: work, up to <see cref="MachineLimits.CutsAhead"/> cuts beyond the last complete one. Repeated for as long as
    /// there is work, it is also how a node knows that its leader lives.
    /// </summary>
    /// <param name="Epoch">The ownership it is about.</param>
    /// <param name="Cut">The step of the last complete cut; 0 when the stage has none.</param>
    /// <param name="Keep">The oldest cut that counts: what is older may go. Null when nothing may.</param>
    /// <param name="Age">How long ago the leader last renewed its lease: a leader that loses the store holds its nodes up, not on.</param>
    public sealed record Proceed(Epoch Epoch, int Cut = 0, CutName? Keep = null, TimeSpan Age = default) : Order(Epoch);

    /// <summary>Stop at once and forget the epoch.</summary>
    /// <param name="Epoch">The ownership it is about.</param>
    public sealed record Stop(Epoch Epoch) : Order(Epoch);
}
