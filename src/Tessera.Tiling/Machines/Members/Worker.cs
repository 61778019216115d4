namespace Tessera.Tiling.Machines;

/// <summary>A node that may own tiles.</summary>
/// <param name="Member">Who it is.</param>
/// <param name="Speed">Its speed beside the others', above 0: its share of the tiles follows.</param>
/// <param name="Address">Where its links listen, HOST:PORT; empty where links need no address.</param>
/// <param name="Memory">Bytes that it has for tiles; 0 when nobody counts them.</param>
/// <param name="Numerics">Instruction set, library versions and kind of device: nodes that round alike say the same.</param>
public sealed record Worker(Member Member, double Speed, string Address = "", long Memory = 0, string Numerics = "");
