namespace Tessera.Tiling.Machines;

/// <summary>What a job's coordinator tells a node. An order of a lower epoch than the node's is ignored.</summary>
/// <param name="Epoch">The ownership it is about.</param>
public abstract record Order(Epoch Epoch)
{
    /// <summary>
    /// Forget every earlier epoch, initialise your tiles of a stage and say when you are ready.
    /// Which tiles are yours follows from the plan and the number of nodes.
    /// </summary>
    /// <param name="Epoch">The new ownership.</param>
    /// <param name="Stage">Index into <see cref="JobPlan.Stages"/>.</param>
    /// <param name="Node">Which node you are.</param>
    /// <param name="Nodes">How many there are.</param>
    public sealed record Assign(Epoch Epoch, int Stage, int Node, int Nodes) : Order(Epoch);

    /// <summary>All nodes are ready: start.</summary>
    /// <param name="Epoch">The ownership it is about.</param>
    public sealed record Begin(Epoch Epoch) : Order(Epoch);

    /// <summary>Stop at once and forget the epoch.</summary>
    /// <param name="Epoch">The ownership it is about.</param>
    public sealed record Stop(Epoch Epoch) : Order(Epoch);
}
