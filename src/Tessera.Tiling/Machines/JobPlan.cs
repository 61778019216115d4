using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <summary>What a job is to the cluster: its stages, from coarse to fine. Everything else is known to the devices alone.</summary>
/// <param name="Stages">At least one stage.</param>
/// <param name="CutEvery">
/// Steps between cuts. 0 for a job without any, which lives and dies with its process: nothing is stored, and the first failure ends it.
/// </param>
public sealed record JobPlan(ImmutableArray<JobStage> Stages, int CutEvery = 0)
{
    /// <summary>Whether tiles store their states after this many steps of a stage: at every cut, and at the end.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="steps">Steps behind the tile, at least 1.</param>
    public bool CutsAt(JobStage stage, int steps) => CutEvery > 0 && (steps % CutEvery == 0 || steps == stage.Steps);

    /// <summary>How many steps of a stage a tile may make while the last complete cut is at <paramref name="cut"/>.</summary>
    /// <param name="cut">Its step; 0 when there is none.</param>
    public int StepsAllowed(int cut) => CutEvery == 0 ? int.MaxValue : cut + (MachineLimits.CutsAhead * CutEvery);
}
