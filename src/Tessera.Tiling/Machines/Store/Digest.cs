namespace Tessera.Tiling.Machines;

/// <summary>A checksum of a tile's state, made when the state left the device and compared with whatever is read back.</summary>
/// <param name="Value">Any number.</param>
public readonly record struct Digest(ulong Value);
