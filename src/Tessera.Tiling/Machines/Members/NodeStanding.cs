namespace Tessera.Tiling.Machines;

/// <summary>What a leader knows of a node.</summary>
/// <param name="Worker">Who, and what it has.</param>
/// <param name="Phase">How far it is with its assignment, by its last hello.</param>
/// <param name="IsAlive">Whether its hello is still heard.</param>
/// <param name="IsDrained">Whether it is to have no tiles.</param>
/// <param name="IsStraggler">Whether the others have waited too long for it in this stage.</param>
/// <param name="Tiles">Tiles that it owns.</param>
/// <param name="Step">Steps of the stage that all of them have behind them; 0 when it owns none.</param>
public sealed record NodeStanding(
    Worker Worker, NodePhase Phase, bool IsAlive, bool IsDrained = false, bool IsStraggler = false, int Tiles = 0, int Step = 0);
