using static TorchSharp.torch;

namespace Tessera.Models.Ops;

/// <summary>
/// The pieces of a transformer block. float32 on the CPU goes through the kernels, forward and backward; everything else through plain torch
/// calls (<see cref="PlainOps"/>).
/// </summary>
static class TransformerOps
{
    /// <summary>Added to variances and mean squares.</summary>
    public const double Epsilon = 1e-6;

    /// <summary>
    /// x W^T + b: x [..., inputs], weight [outputs, inputs], bias [outputs]. Where no gradient of x is wanted, torch saves computing it.
    /// </summary>
    public static Tensor Linear(Tensor x, Tensor weight, Tensor bias) => HasKernels(x) && x.requires_grad
        ? LinearFunction.apply(x.contiguous(), weight, bias)
        : nn.functional.linear(x, weight, bias);

    /// <summary>ln(x) (1 + scale) + shift, row by row: x [B, N, D]; shift and scale [B, D].</summary>
    public static Tensor LayerNormModulate(Tensor x, Tensor shift, Tensor scale) => HasKernels(x)
        ? LayerNormFunction.apply(x.contiguous(), shift.contiguous(), scale.contiguous())
        : PlainOps.LayerNormModulate(x, shift, scale);

    /// <summary>RMS norm of each head of q and k, then rotation of the pairs (2i, 2i+1); v is kept. qkv [B, N, 3, H, d]; cos and sin [B, N, d/2] or [N, d/2].</summary>
    public static Tensor QkNormRope(Tensor qkv, Tensor queryNorm, Tensor keyNorm, Tensor cos, Tensor sin) => HasKernels(qkv)
        ? QkNormRopeFunction.apply(qkv.contiguous(), queryNorm, keyNorm, cos.contiguous(), sin.contiguous())
        : PlainOps.QkNormRope(qkv, queryNorm, keyNorm, cos, sin);

    /// <summary>softmax(q k^T / sqrt(d)) v: [B, N, 3, H, d] -> [B, N, H, d].</summary>
    public static Tensor Attention(Tensor qkv) => HasKernels(qkv) ? AttentionFunction.apply(qkv.contiguous()) : PlainOps.Attention(qkv);

    /// <summary>GELU in its tanh form (Hendrycks and Gimpel 2016).</summary>
    public static Tensor Gelu(Tensor x) => HasKernels(x) ? GeluFunction.apply(x.contiguous()) : PlainOps.Gelu(x);

    public static bool HasKernels(Tensor x) => x.device_type == TorchSharp.DeviceType.CPU && x.dtype == ScalarType.Float32;
}
