using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>Whose timeline a file is.</summary>
/// <param name="Member">One life of a process.</param>
/// <param name="IsLeader">Whether it led the job; else it drew.</param>
public sealed record TimelineMember(Member Member, bool IsLeader);
