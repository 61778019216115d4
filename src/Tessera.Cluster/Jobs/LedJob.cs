using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>A job as its leader works on it.</summary>
/// <param name="Plan">The job.</param>
/// <param name="Sink">What stitches its stages.</param>
/// <param name="Folder">Its files, of which only results stay when it is done.</param>
public sealed record LedJob(JobPlan Plan, IStageSink Sink, ArtifactFolder Folder);
