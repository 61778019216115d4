using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>A job as one node works on it.</summary>
/// <param name="Plan">The job.</param>
/// <param name="Device">This node's device, used by nobody else.</param>
/// <param name="Sink">Where finished cores go.</param>
/// <param name="Files">Where the states of tiles are stored; null for a job without cuts.</param>
/// <param name="Timelines">Folder where the node notes what it does for the job; null when nobody wants to know.</param>
public sealed record NodeJob(JobPlan Plan, IStepDevice Device, IStageSink Sink, TileFiles? Files = null, string? Timelines = null);
