namespace Tessera.Kernels;

/// <summary>
/// Linear layers y = epilogue(x W^T + bias). A row of y depends on its own row of x alone: it has the same bits
/// whatever other rows share the call, and on any number of threads.
/// </summary>
public static unsafe class Linear
{
    /// <summary>Multiplies by packed weights.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="bias">[outputs], or null for none.</param>
    /// <param name="x">[rows, inputs].</param>
    /// <param name="y">[rows, outputs], overwritten.</param>
    /// <param name="rows">Rows, at least 0.</param>
    /// <param name="epilogue">What happens before the store.</param>
    /// <param name="threads">Threads to use, 1 to 256.</param>
    /// <exception cref="ArgumentException">A size is out of range or a pointer is missing.</exception>
    public static void Forward(PackedWeights weights, float* bias, RowsView x, RowsView y, long rows, LinearEpilogue epilogue, int threads)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var held = false;
        try
        {
            weights.DangerousAddRef(ref held);
            var call = Call(bias, x, y, rows, epilogue);
            (call.Packed, call.Outputs, call.Inputs) = (weights.DangerousGetHandle(), weights.Outputs, weights.Inputs);
            NativeMethods.Check(NativeMethods.LinearForward(&call, threads));
        }
        finally
        {
            if (held)
            {
                weights.DangerousRelease();
            }
        }
    }

    /// <summary>Multiplies by weights that change from call to call, as in training; the call packs them first.</summary>
    /// <param name="weights">[outputs, inputs].</param>
    /// <param name="outputs">Columns of y, 1 to 2^24.</param>
    /// <param name="inputs">Columns of x, 1 to 2^24.</param>
    /// <param name="bias">[outputs], or null for none.</param>
    /// <param name="x">[rows, inputs].</param>
    /// <param name="y">[rows, outputs], overwritten.</param>
    /// <param name="rows">Rows, at least 0.</param>
    /// <param name="epilogue">What happens before the store.</param>
    /// <param name="threads">Threads to use, 1 to 256.</param>
    /// <exception cref="ArgumentException">A size is out of range or a pointer is missing.</exception>
    public static void Forward(
        RowsView weights,
        long outputs,
        long inputs,
        float* bias,
        RowsView x,
        RowsView y,
        long rows,
        LinearEpilogue epilogue,
        int threads)
    {
        var call = Call(bias, x, y, rows, epilogue);
        call.Weights = weights.Data;
        (call.WeightsStride, call.Outputs, call.Inputs) = (weights.Stride, outputs, inputs);
        NativeMethods.Check(NativeMethods.LinearForward(&call, threads));
    }

    static NativeCalls.Linear Call(float* bias, RowsView x, RowsView y, long rows, LinearEpilogue epilogue) => new()
    {
        Rows = rows,
        X = x.Data,
        XStride = x.Stride,
        Bias = bias,
        Y = y.Data,
        YStride = y.Stride,
        Activation = (int)epilogue.Kind,
        Residual = epilogue.Residual.Data,
        ResidualStride = epilogue.Residual.Stride,
        Gate = epilogue.Gate.Data,
        GateStride = epilogue.Gate.Stride,
        RowsPerItem = epilogue.RowsPerItem,
    };
}
