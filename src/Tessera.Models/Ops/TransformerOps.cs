using static TorchSharp.torch;

namespace Tessera.Models.Ops;

/// <summary>
/// The pieces of a transformer block that are more than a matrix product, as plain torch calls.
/// </summary>
static class TransformerOps
{
    const double Epsilon = 1e-6;

    /// <summary>ln(x) (1 + scale) + shift, row by row: x [B, N, D]; shift and scale [B, D].</summary>
    public static Tensor LayerNormModulate(Tensor x, Tensor shift, Tensor scale) =>
        (nn.functional.layer_norm(x, [x.shape[^1]], eps: Epsilon) * (scale.unsqueeze(1) + 1)) + shift.unsqueeze(1); // [B,D] -> [B,1,D]

    /// <summary>RMS norm of each head of q and k, then rotation of the pairs (2i, 2i+1); v is kept. qkv [B, N, 3, H, d]; cos and sin [B, N, d/2] or [N, d/2].</summary>
    public static Tensor QkNormRope(Tensor qkv, Tensor queryNorm, Tensor keyNorm, Tensor cos, Tensor sin)
    {
        var q = Rotate(RmsNorm(qkv.select(2, 0)) * queryNorm, cos, sin);
        var k = Rotate(RmsNorm(qkv.select(2, 1)) * keyNorm, cos, sin);
        return stack([q, k, qkv.select(2, 2)], 2); // 3 x [B,N,H,d] -> [B,N,3,H,d]
    }

    /// <summary>softmax(q k^T / sqrt(d)) v: [B, N, 3, H, d] -> [B, N, H, d].</summary>
    public static Tensor Attention(Tensor qkv)
    {
        var heads = qkv.permute(2, 0, 3, 1, 4); // [B,N,3,H,d] -> [3,B,H,N,d]
        var (q, k, v) = (heads.select(0, 0), heads.select(0, 1), heads.select(0, 2));
        var weights = nn.functional.softmax(matmul(q * (1 / Math.Sqrt(qkv.shape[4])), k.transpose(-2, -1)), -1);
        return matmul(weights, v).transpose(1, 2).contiguous(); // [B,H,N,d] -> [B,N,H,d]
    }

    /// <summary>GELU in its tanh form (Hendrycks and Gimpel 2016).</summary>
    public static Tensor Gelu(Tensor x) => x * 0.5 * (tanh((x + (x.pow(3) * 0.044715)) * Math.Sqrt(2 / Math.PI)) + 1);

    static Tensor RmsNorm(Tensor x) => x * rsqrt(x.pow(2).mean([-1], keepdim: true) + Epsilon);

    static Tensor Rotate(Tensor x, Tensor cos, Tensor sin)
    {
        var pairs = x.reshape([.. x.shape[..^1], -1, 2]); // [B,N,H,d] -> [B,N,H,d/2,2]
        var (a, b) = (pairs.select(-1, 0), pairs.select(-1, 1));
        var (c, s) = (cos.unsqueeze(-2), sin.unsqueeze(-2)); // [..,N,d/2] -> [..,N,1,d/2]
        return stack([(a * c) - (b * s), (a * s) + (b * c)], -1).reshape(x.shape); // -> [B,N,H,d]
    }
}
