namespace Tessera.Tiling.Machines;

/// <summary>Kinds of device work, in the order in which a tile needs them.</summary>
enum WorkKind
{
    Evaluate,
    FuseAndStep,
    TakeCore,
}
