using System.Runtime.InteropServices;

namespace Tessera.Kernels;

/// <summary>Cosines and sines of each token's d/2 angles.</summary>
/// <param name="cos">Cosines, [N,d/2] or [B,N,d/2].</param>
/// <param name="sin">Sines, likewise.</param>
/// <param name="batchStride">Floats from one batch item's table to the next; 0 where all items share one.</param>
[StructLayout(LayoutKind.Auto)]
public readonly unsafe struct RopeTable(float* cos, float* sin, long batchStride)
{
    /// <summary>Cosines.</summary>
    public float* Cos { get; } = cos;

    /// <summary>Sines.</summary>
    public float* Sin { get; } = sin;

    /// <summary>Floats from one batch item's table to the next.</summary>
    public long BatchStride { get; } = batchStride;
}
