using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>What the leader knows of a node.</summary>
/// <param name="Name">The same after a restart.</param>
/// <param name="Incarnation">Another after a restart, and higher.</param>
/// <param name="Speed">Its speed beside the others', above 0.</param>
/// <param name="Memory">Bytes that it has for tiles; 0 when nobody counts them.</param>
/// <param name="Numerics">Instruction set, library versions and kind of device: nodes that round alike say the same.</param>
/// <param name="Phase">How far it is with its assignment.</param>
/// <param name="Address">Where its links listen, HOST:PORT; empty where links need no address.</param>
/// <param name="IsAlive">Whether its hello is still heard.</param>
/// <param name="Job">The job that it owns tiles of; null when it owns none.</param>
/// <param name="Tiles">How many.</param>
/// <param name="Step">Steps of the stage that all of them have behind them; 0 when it owns none.</param>
/// <param name="IsStraggler">Whether the others have waited too long for it in this stage.</param>
/// <param name="IsDrained">Whether it is to have no tiles.</param>
public sealed record NodeStatus(
    string Name,
    long Incarnation,
    double Speed,
    long Memory,
    string Numerics,
    NodePhase Phase,
    string Address,
    bool IsAlive,
    JobId? Job = null,
    int Tiles = 0,
    int Step = 0,
    bool IsStraggler = false,
    bool IsDrained = false)
{
    /// <summary>A node as its leader knows it: what it said of itself may be anything.</summary>
    /// <param name="node">The node.</param>
    /// <param name="job">The job that is led, if one is.</param>
    internal static NodeStatus Of(NodeStanding node, JobId? job) => new(
        StoreRules.Storable(node.Worker.Member.Name),
        node.Worker.Member.Incarnation,
        node.Worker.Speed,
        node.Worker.Memory,
        StoreRules.Storable(node.Worker.Numerics),
        node.Phase,
        StoreRules.Storable(node.Worker.Address),
        node.IsAlive,
        node.Tiles > 0 ? job : null,
        node.Tiles,
        node.Step,
        node.IsStraggler,
        node.IsDrained);
}
