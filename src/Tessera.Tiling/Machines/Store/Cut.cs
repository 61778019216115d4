using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <summary>The states of all tiles at one step, each stored by its owner.</summary>
/// <param name="Name">Which ownership stored them, at which step.</param>
/// <param name="Digests">By tile id: one for every tile of the stage.</param>
public sealed record Cut(CutName Name, ImmutableArray<Digest> Digests);
