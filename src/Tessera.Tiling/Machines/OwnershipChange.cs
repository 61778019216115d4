using System.Runtime.InteropServices;

namespace Tessera.Tiling.Machines;

/// <summary>A change of ownership, as it was committed.</summary>
/// <param name="Epoch">The new ownership.</param>
/// <param name="Stage">The stage, from 0.</param>
/// <param name="Step">Steps of the stage behind all tiles.</param>
/// <param name="Again">Steps that some tile had made, and makes again. A leader that took over does not know how many, and says 0.</param>
/// <param name="Nodes">How many nodes have tiles.</param>
/// <param name="Tiles">Tiles of the stage.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct OwnershipChange(Epoch Epoch, int Stage, int Step, int Again, int Nodes, int Tiles);
