using System.Runtime.InteropServices;

namespace Tessera.Kernels;

/// <summary>Sizes of a QK norm with rotary positions.</summary>
/// <param name="Batch">B, at least 0.</param>
/// <param name="Tokens">N, at least 0.</param>
/// <param name="Heads">H, at least 0.</param>
/// <param name="HeadSize">d: even, 2 to 256.</param>
/// <param name="Epsilon">Added to the mean square of a head.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct QkNormRopeShape(long Batch, long Tokens, long Heads, long HeadSize, float Epsilon);
