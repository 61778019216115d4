using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <summary>A call that a node's device has not answered yet: whoever is to blame when the node dies of it.</summary>
/// <param name="Stage">Index into <see cref="JobPlan.Stages"/>.</param>
/// <param name="Evaluation">How many evaluations the tiles have behind them.</param>
/// <param name="Tiles">The tiles of the call.</param>
public sealed record Running(int Stage, int Evaluation, ImmutableArray<TileId> Tiles);
