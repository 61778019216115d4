using System.Collections.Immutable;

namespace Tessera.Tiling;

/// <summary>A box of a window within which the same predictions are joined.</summary>
/// <param name="Latents">Where, in latents of the canvas.</param>
/// <param name="Owner">The prediction that the others are differences from.</param>
/// <param name="Terms">The others that have weight here, by ascending tile id; none where the owner stands alone.</param>
sealed record FusionPiece(Region Latents, FusionSource Owner, ImmutableArray<FusionTerm> Terms);
