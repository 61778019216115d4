using System.Runtime.InteropServices;

namespace Tessera.Kernels;

/// <summary>Sizes of a layer norm over [items, rows, size].</summary>
/// <param name="Items">Batch items; each has its own modulation.</param>
/// <param name="RowsPerItem">Rows that share a modulation.</param>
/// <param name="Size">Values a row, 1 to 2^20.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LayerNormShape(long Items, long RowsPerItem, long Size);
