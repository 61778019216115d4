using System.Collections.Immutable;

namespace Tessera.Tiling;

/// <summary>One prediction other than the owner's: it adds w (v_k - v_a), where w is the product of one weight an axis.</summary>
/// <param name="Source">The prediction.</param>
/// <param name="Time">Weights of the piece's frames.</param>
/// <param name="Rows">Weights of its rows.</param>
/// <param name="Columns">Weights of its columns.</param>
sealed record FusionTerm(FusionSource Source, ImmutableArray<float> Time, ImmutableArray<float> Rows, ImmutableArray<float> Columns);
