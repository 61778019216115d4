using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <summary>Where a node's tiles begin: at a complete cut.</summary>
/// <param name="Cut">The cut.</param>
/// <param name="Digests">What each of the node's tiles must have there, in the order of <see cref="Placement.TilesOf"/>.</param>
public sealed record Rewind(CutName Cut, ImmutableArray<Digest> Digests);
