using System.Runtime.InteropServices;

namespace Tessera.Kernels;

/// <summary>
/// A weight matrix [outputs, inputs] in the layout that products read, for the instruction set of the thread that
/// packed it. Immutable; any number of threads may use it at once.
/// </summary>
public sealed unsafe class PackedWeights : SafeHandle
{
    PackedWeights(nint handle, long outputs, long inputs)
        : base(0, ownsHandle: true)
    {
        SetHandle(handle);
        Outputs = outputs;
        Inputs = inputs;
    }

    /// <summary>Rows of the matrix.</summary>
    public long Outputs { get; }

    /// <summary>Columns of the matrix.</summary>
    public long Inputs { get; }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Packs a contiguous matrix.</summary>
    /// <param name="weights">[outputs, inputs], as PyTorch's linear layers have it; not kept.</param>
    /// <param name="outputs">Rows, 1 to 2^24.</param>
    /// <param name="inputs">Columns, 1 to 2^24.</param>
    /// <returns>The packed matrix, to be disposed of by the caller.</returns>
    /// <exception cref="ArgumentException">The sizes are out of range or do not fit the values.</exception>
    public static PackedWeights Pack(ReadOnlySpan<float> weights, long outputs, long inputs)
    {
        if (outputs < 1 || inputs < 1 || weights.Length / outputs != inputs || weights.Length % outputs != 0)
        {
            throw new ArgumentException($"{weights.Length} weights are not {outputs} x {inputs}.", nameof(weights));
        }

        fixed (float* data = weights)
        {
            nint packed;
            NativeMethods.Check(NativeMethods.WeightsPack(data, outputs, inputs, &packed));
            return new(packed, outputs, inputs);
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMethods.WeightsFree(handle);
        return true;
    }
}
