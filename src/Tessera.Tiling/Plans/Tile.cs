using System.Collections.Immutable;

namespace Tessera.Tiling;

/// <summary>A part of the canvas that is denoised as one window.</summary>
/// <param name="Id">Its number, row-major over the grid.</param>
/// <param name="Core">What it owns, in tokens. Cores are disjoint and cover the canvas.</param>
/// <param name="Window">What the network sees and where the tile keeps its latents, in tokens. It contains the core and its halo.</param>
/// <param name="Neighbours">Tiles it exchanges predictions with, by ascending id; none when isolated or alone.</param>
public sealed record Tile(TileId Id, Region Core, Region Window, ImmutableArray<Neighbour> Neighbours);
