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
        (call.WeightsOutputStep, call.WeightsInputStep) = (weights.Stride, 1);
        (call.Outputs, call.Inputs) = (outputs, inputs);
        NativeMethods.Check(NativeMethods.LinearForward(&call, threads));
    }

    /// <summary>Gradient of the input of y = x W^T: dx = gradY W.</summary>
    /// <param name="weights">W, [outputs, inputs].</param>
    /// <param name="outputs">Columns of gradY, 1 to 2^24.</param>
    /// <param name="inputs">Columns of dx, 1 to 2^24.</param>
    /// <param name="gradY">[rows, outputs].</param>
    /// <param name="dx">[rows, inputs], overwritten.</param>
    /// <param name="rows">Rows, at least 0.</param>
    /// <param name="threads">Threads to use, 1 to 256.</param>
    /// <exception cref="ArgumentException">A size is out of range or a pointer is missing.</exception>
    public static void InputGradient(RowsView weights, long outputs, long inputs, RowsView gradY, RowsView dx, long rows, int threads)
    {
        var call = Call(null, gradY, dx, rows, default);
        call.Weights = weights.Data;
        (call.WeightsOutputStep, call.WeightsInputStep) = (1, weights.Stride);
        (call.Outputs, call.Inputs) = (inputs, outputs);
        NativeMethods.Check(NativeMethods.LinearForward(&call, threads));
    }

    /// <summary>Gradients of the weights of y = x W^T + bias: dW = gradY^T x and the sum of gradY over rows.</summary>
    /// <param name="gradY">[rows, outputs].</param>
    /// <param name="x">[rows, inputs].</param>
    /// <param name="rows">Rows, at least 0; the sums run over them in order, on any number of threads.</param>
    /// <param name="outputs">Columns of gradY, 1 to 2^24.</param>
    /// <param name="inputs">Columns of x, 1 to 2^24.</param>
    /// <param name="dw">[outputs, inputs], overwritten.</param>
    /// <param name="dbias">[outputs], overwritten, or null if not wanted.</param>
    /// <param name="threads">Threads to use, 1 to 256.</param>
    /// <exception cref="ArgumentException">A size is out of range or a pointer is missing.</exception>
    public static void WeightGradient(
        RowsView gradY,
        RowsView x,
        long rows,
        long outputs,
        long inputs,
        RowsView dw,
        float* dbias,
        int threads)
    {
        var call = new NativeCalls.LinearGrad
        {
            Rows = rows,
            Inputs = inputs,
            Outputs = outputs,
            X = x.Data,
            XStride = x.Stride,
            GradY = gradY.Data,
            GradYStride = gradY.Stride,
            Dw = dw.Data,
            DwStride = dw.Stride,
            Dbias = dbias,
        };
        NativeMethods.Check(NativeMethods.LinearWeightGrad(&call, threads));
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
