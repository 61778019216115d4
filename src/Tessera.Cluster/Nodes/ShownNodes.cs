using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>The nodes as a leader showed them last.</summary>
/// <param name="At">When, by the store's clock; null when none has. Where that is several <see cref="MachineLimits.ShowNodesEvery"/> ago, nobody leads.</param>
/// <param name="Nodes">By name.</param>
public sealed record ShownNodes(DateTimeOffset? At, IReadOnlyList<NodeStatus> Nodes);
