using System.Collections.Immutable;

namespace Tessera.Tiling;

/// <summary>A tile's weights along one stretch of an axis.</summary>
/// <param name="Tile">Index of the tile along the axis.</param>
/// <param name="Weights">One a latent of the stretch, above 0 and at most 1.</param>
sealed record AxisShare(int Tile, ImmutableArray<float> Weights);
