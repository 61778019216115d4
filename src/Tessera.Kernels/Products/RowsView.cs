using System.Runtime.InteropServices;

namespace Tessera.Kernels;

/// <summary>Rows of float32 values, each contiguous, a fixed step apart; memory belongs to the caller.</summary>
/// <param name="data">First value of the first row; null for none.</param>
/// <param name="stride">Floats from one row to the next.</param>
[StructLayout(LayoutKind.Auto)]
public readonly unsafe struct RowsView(float* data, long stride)
{
    /// <summary>First value of the first row.</summary>
    public float* Data { get; } = data;

    /// <summary>Floats from one row to the next.</summary>
    public long Stride { get; } = stride;
}
