using static TorchSharp.torch;

namespace Tessera.Models.Ops;

/// <summary>The operations of <see cref="TransformerOps"/> as plain torch calls: any device and type, and the reference for the kernels.</summary>
static class PlainOps
{
    public static Tensor LayerNormModulate(Tensor x, Tensor shift, Tensor scale) =>
        (nn.functional.layer_norm(x, [x.shape[^1]], eps: TransformerOps.Epsilon) * (scale.unsqueeze(1) + 1)) + shift.unsqueeze(1); // [B,D] -> [B,1,D]

    public static Tensor QkNormRope(Tensor qkv, Tensor queryNorm, Tensor keyNorm, Tensor cos, Tensor sin)
    {
        var q = Rotate(RmsNorm(qkv.select(2, 0)) * queryNorm, cos, sin);
        var k = Rotate(RmsNorm(qkv.select(2, 1)) * keyNorm, cos, sin);
        return stack([q, k, qkv.select(2, 2)], 2); // 3 x [B,N,H,d] -> [B,N,3,H,d]
    }

    public static Tensor Attention(Tensor qkv)
    {
        var heads = qkv.permute(2, 0, 3, 1, 4); // [B,N,3,H,d] -> [3,B,H,N,d]
        var (q, k, v) = (heads.select(0, 0), heads.select(0, 1), heads.select(0, 2));
        var weights = nn.functional.softmax(matmul(q * (1 / Math.Sqrt(qkv.shape[4])), k.transpose(-2, -1)), -1);
        return matmul(weights, v).transpose(1, 2).contiguous(); // [B,H,N,d] -> [B,N,H,d]
    }

    public static Tensor Gelu(Tensor x) => x * 0.5 * (tanh((x + (x.pow(3) * 0.044715)) * Math.Sqrt(2 / Math.PI)) + 1);

    static Tensor RmsNorm(Tensor x) => x * rsqrt(x.pow(2).mean([-1], keepdim: true) + TransformerOps.Epsilon);

    static Tensor Rotate(Tensor x, Tensor cos, Tensor sin)
    {
        var pairs = x.reshape([.. x.shape[..^1], -1, 2]); // [B,N,H,d] -> [B,N,H,d/2,2]
        var (a, b) = (pairs.select(-1, 0), pairs.select(-1, 1));
        var (c, s) = (cos.unsqueeze(-2), sin.unsqueeze(-2)); // [..,N,d/2] -> [..,N,1,d/2]
        return stack([(a * c) - (b * s), (a * s) + (b * c)], -1).reshape(x.shape); // -> [B,N,H,d]
    }
}
