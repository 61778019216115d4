namespace Tessera.Tiling.Machines;

/// <summary>A try of a tile that failed. It is forgotten when a complete cut shows that the tile got past it.</summary>
/// <param name="Tile">The tile that really ran.</param>
/// <param name="Step">Steps of the stage it had behind it.</param>
/// <param name="Epoch">The ownership when it became known.</param>
/// <param name="Node">Where it ran.</param>
/// <param name="Died">The node died meanwhile; false when it reported the failure.</param>
/// <param name="Message">What happened, in one line.</param>
public sealed record Attempt(TileId Tile, int Step, Epoch Epoch, Member Node, bool Died, string Message);
