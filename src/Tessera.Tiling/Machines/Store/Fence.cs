using System.Runtime.InteropServices;

namespace Tessera.Tiling.Machines;

/// <summary>
/// What a commit expects. The store compares it and writes in one transaction: it refuses a commit unless the lease row has this term and
/// the job's row this epoch and revision.
/// </summary>
/// <param name="Term">The committer's term.</param>
/// <param name="Epoch">The ownership it knows of.</param>
/// <param name="Revision">The commit that was last.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Fence(long Term, Epoch Epoch, long Revision);
