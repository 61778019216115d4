namespace Tessera.Kernels;

/// <summary>
/// Fused attention softmax(scale q k^T) v over float32 views. No [Nq,Nk] matrix is held: keys stream by in blocks
/// and the softmax is kept up online (Milakov and Gimelshein 2018; Dao et al. 2022).
/// </summary>
public static unsafe class Attention
{
    /// <summary>Computes the output and, if wanted, the log-sum-exp that the backward pass and merging need.</summary>
    /// <param name="shape">Sizes and scale.</param>
    /// <param name="q">[B,Nq,H,d].</param>
    /// <param name="k">[B,Nk,H,d].</param>
    /// <param name="v">[B,Nk,H,d].</param>
    /// <param name="o">Output, [B,Nq,H,d].</param>
    /// <param name="lse">Natural logarithm of the sum of exp(scale q k^T), [B,H,Nq] contiguous; null if not wanted.</param>
    /// <param name="threads">Threads to use, 1 to 256; the result does not depend on it.</param>
    /// <exception cref="ArgumentException">A size is not supported or a pointer is missing.</exception>
    public static void Forward(AttentionShape shape, HeadView q, HeadView k, HeadView v, HeadView o, float* lse, int threads)
    {
        var call = new NativeCalls.Attention
        {
            Shape = shape.Native,
            Q = q.Data,
            K = k.Data,
            V = v.Data,
            O = o.Data,
            Lse = lse,
            QStrides = q.Strides,
            KStrides = k.Strides,
            VStrides = v.Strides,
            OStrides = o.Strides,
        };
        NativeMethods.Check(NativeMethods.AttentionForward(&call, threads));
    }

    /// <summary>Computes the gradients; probabilities are computed again from <paramref name="lse"/>.</summary>
    /// <param name="shape">Sizes and scale of the forward call.</param>
    /// <param name="q">[B,Nq,H,d].</param>
    /// <param name="k">[B,Nk,H,d].</param>
    /// <param name="v">[B,Nk,H,d].</param>
    /// <param name="o">Output of the forward call, [B,Nq,H,d].</param>
    /// <param name="lse">Log-sum-exp of the forward call, [B,H,Nq].</param>
    /// <param name="gradO">Gradient of the output, [B,Nq,H,d].</param>
    /// <param name="gradients">Where the gradients go.</param>
    /// <param name="threads">Threads to use, 1 to 256; the result does not depend on it.</param>
    /// <exception cref="ArgumentException">A size is not supported or a pointer is missing.</exception>
    public static void Backward(
        AttentionShape shape,
        HeadView q,
        HeadView k,
        HeadView v,
        HeadView o,
        float* lse,
        HeadView gradO,
        AttentionGradients gradients,
        int threads)
    {
        var call = new NativeCalls.AttentionGrad
        {
            Shape = shape.Native,
            Q = q.Data,
            K = k.Data,
            V = v.Data,
            O = o.Data,
            GradO = gradO.Data,
            Lse = lse,
            Dq = gradients.Q.Data,
            Dk = gradients.K.Data,
            Dv = gradients.V.Data,
            QStrides = q.Strides,
            KStrides = k.Strides,
            VStrides = v.Strides,
            OStrides = o.Strides,
            GradOStrides = gradO.Strides,
            DqStrides = gradients.Q.Strides,
            DkStrides = gradients.K.Strides,
            DvStrides = gradients.V.Strides,
        };
        NativeMethods.Check(NativeMethods.AttentionBackward(&call, threads));
    }
}
