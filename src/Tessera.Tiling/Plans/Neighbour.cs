namespace Tessera.Tiling;

/// <summary>A tile with which predictions are exchanged, seen from the tile that lists it.</summary>
/// <remarks>Both regions are in <b>latents</b> of the canvas, because a blend band may end inside a token. They are minimal: exactly the
/// latents of the receiver's window at which the sender has a weight. The other side lists the same two regions exchanged.</remarks>
/// <param name="Tile">The neighbour.</param>
/// <param name="Sent">Where this tile's prediction is needed by the neighbour, in latents.</param>
/// <param name="Received">Where the neighbour's prediction is needed by this tile, in latents.</param>
public sealed record Neighbour(TileId Tile, Region Sent, Region Received);
