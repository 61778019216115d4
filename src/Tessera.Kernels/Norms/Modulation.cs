using System.Runtime.InteropServices;

namespace Tessera.Kernels;

/// <summary>Scale and shift per batch item, [items, size] each; <c>default</c> means none.</summary>
/// <param name="scale">First scale; rows are multiplied by 1 + scale.</param>
/// <param name="shift">First shift.</param>
/// <param name="stride">Floats from one item to the next, so that both can be slices of one [items, k * size] buffer.</param>
[StructLayout(LayoutKind.Auto)]
public readonly unsafe struct Modulation(float* scale, float* shift, long stride)
{
    /// <summary>First scale.</summary>
    public float* Scale { get; } = scale;

    /// <summary>First shift.</summary>
    public float* Shift { get; } = shift;

    /// <summary>Floats from one item to the next.</summary>
    public long Stride { get; } = stride;
}
