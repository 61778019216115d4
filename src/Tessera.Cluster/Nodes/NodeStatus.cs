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
public sealed record NodeStatus(
    string Name, long Incarnation, double Speed, long Memory, string Numerics, NodePhase Phase, string Address, bool IsAlive);
