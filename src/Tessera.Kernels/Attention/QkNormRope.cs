namespace Tessera.Kernels;

/// <summary>
/// One pass over q and k: each head is RMS-normalised with a learned weight [d], then its pairs (2i, 2i+1) are
/// rotated by the token's angle i: (a, b) becomes (a cos - b sin, a sin + b cos) (Su et al. 2021).
/// </summary>
public static unsafe class QkNormRope
{
    /// <summary>Computes the normalised and rotated q and k.</summary>
    /// <param name="shape">Sizes.</param>
    /// <param name="input">q and k.</param>
    /// <param name="qWeight">Weight of q's norm, [d].</param>
    /// <param name="kWeight">Weight of k's norm, [d].</param>
    /// <param name="table">Angles by token.</param>
    /// <param name="output">Where the results go; may be the input.</param>
    /// <param name="threads">Threads to use, 1 to 256.</param>
    /// <exception cref="ArgumentException">A size is not supported or a pointer is missing.</exception>
    public static void Forward(
        QkNormRopeShape shape,
        QkPair input,
        float* qWeight,
        float* kWeight,
        RopeTable table,
        QkPair output,
        int threads)
    {
        var call = new NativeCalls.QkNormRope
        {
            Batch = shape.Batch,
            Tokens = shape.Tokens,
            Heads = shape.Heads,
            HeadSize = shape.HeadSize,
            TableBatchStride = table.BatchStride,
            Epsilon = shape.Epsilon,
            Q = input.Q,
            K = input.K,
            QWeight = qWeight,
            KWeight = kWeight,
            Cos = table.Cos,
            Sin = table.Sin,
            QOut = output.Q,
            KOut = output.K,
            InStrides = input.Strides,
            OutStrides = output.Strides,
        };
        NativeMethods.Check(NativeMethods.QkNormRopeForward(&call, threads));
    }

    /// <summary>Computes the gradients of q, k and both weights from the forward call's inputs.</summary>
    /// <param name="shape">Sizes of the forward call.</param>
    /// <param name="input">Its q and k.</param>
    /// <param name="qWeight">Weight of q's norm, [d].</param>
    /// <param name="kWeight">Weight of k's norm, [d].</param>
    /// <param name="table">Angles by token.</param>
    /// <param name="gradOutput">Gradients of its results.</param>
    /// <param name="gradInput">Gradients of q and k, overwritten; may be part of a [B,N,3,H,d] gradient.</param>
    /// <param name="dqWeight">Gradient of q's weight, [d], overwritten.</param>
    /// <param name="dkWeight">Gradient of k's weight, [d], overwritten.</param>
    /// <param name="threads">Threads to use, 1 to 256.</param>
    /// <exception cref="ArgumentException">A size is not supported or a pointer is missing.</exception>
    public static void Backward(
        QkNormRopeShape shape,
        QkPair input,
        float* qWeight,
        float* kWeight,
        RopeTable table,
        QkPair gradOutput,
        QkPair gradInput,
        float* dqWeight,
        float* dkWeight,
        int threads)
    {
        var call = new NativeCalls.QkNormRopeGrad
        {
            Batch = shape.Batch,
            Tokens = shape.Tokens,
            Heads = shape.Heads,
            HeadSize = shape.HeadSize,
            TableBatchStride = table.BatchStride,
            Epsilon = shape.Epsilon,
            Q = input.Q,
            K = input.K,
            QWeight = qWeight,
            KWeight = kWeight,
            Cos = table.Cos,
            Sin = table.Sin,
            GradQOut = gradOutput.Q,
            GradKOut = gradOutput.K,
            Dq = gradInput.Q,
            Dk = gradInput.K,
            DqWeight = dqWeight,
            DkWeight = dkWeight,
            InStrides = input.Strides,
            GradStrides = gradOutput.Strides,
            DxStrides = gradInput.Strides,
        };
        NativeMethods.Check(NativeMethods.QkNormRopeBackward(&call, threads));
    }
}
