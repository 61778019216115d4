using System.Runtime.InteropServices;

namespace Tessera.Kernels;

/// <summary>
/// What a linear layer does with p = x W^T + bias before it stores: y = residual + gate * f(p), each part optional.
/// <c>default</c> stores p.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly unsafe struct LinearEpilogue
{
    internal ActivationKind Kind { get; private init; }

    internal RowsView Residual { get; private init; }

    internal RowsView Gate { get; private init; }

    internal long RowsPerItem { get; private init; }

    /// <summary>y = f(p).</summary>
    /// <param name="kind">f.</param>
    /// <returns>The epilogue.</returns>
    public static LinearEpilogue Activate(ActivationKind kind) => new() { Kind = kind };

    /// <summary>y = residual + p.</summary>
    /// <param name="residual">[rows, outputs]; may be y.</param>
    /// <returns>The epilogue.</returns>
    public static LinearEpilogue Add(RowsView residual) => new() { Residual = residual };

    /// <summary>y = residual + gate[item] * p.</summary>
    /// <param name="residual">[rows, outputs]; may be y.</param>
    /// <param name="gate">[items, outputs].</param>
    /// <param name="rowsPerItem">Consecutive rows that share an item's gate, at least 1.</param>
    /// <returns>The epilogue.</returns>
    public static LinearEpilogue AddGated(RowsView residual, RowsView gate, long rowsPerItem) =>
        new() { Residual = residual, Gate = gate, RowsPerItem = rowsPerItem };
}
