using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <summary>What a job is to the cluster: its stages, from coarse to fine. Everything else is known to the devices alone.</summary>
/// <param name="Stages">At least one stage.</param>
public sealed record JobPlan(ImmutableArray<JobStage> Stages);
