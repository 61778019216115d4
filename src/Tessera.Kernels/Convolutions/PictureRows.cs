using System.Runtime.InteropServices;

namespace Tessera.Kernels;

/// <summary>Picture rows that a push finished.</summary>
/// <param name="First">Index of the first in the picture.</param>
/// <param name="Count">How many; may be 0.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PictureRows(long First, long Count);
