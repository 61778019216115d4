using Tessera.Models.Ops;
using Tessera.Models.Parameters;
using static TorchSharp.torch;

namespace Tessera.Models.Dit;

/// <summary>One adaLN-Zero block: self-attention with QK-norm and RoPE, then an MLP, each behind its own gate.</summary>
sealed class DitBlock
{
    readonly DitConfig _config;
    readonly Layer _qkv;
    readonly Layer _projection;
    readonly Layer _up;
    readonly Layer _down;
    readonly Tensor _queryNorm;
    readonly Tensor _keyNorm;

    public DitBlock(DitConfig config, ParameterSet parameters, string name)
    {
        _config = config;
        _qkv = new Layer(parameters, name + ".qkv", config.Width, 3 * config.Width);
        _projection = new Layer(parameters, name + ".projection", config.Width, config.Width);
        _queryNorm = parameters.Get(name + ".query_norm", [config.HeadWidth], Init.Ones);
        _keyNorm = parameters.Get(name + ".key_norm", [config.HeadWidth], Init.Ones);
        _up = new Layer(parameters, name + ".up", config.Width, config.MlpRatio * config.Width);
        _down = new Layer(parameters, name + ".down", config.MlpRatio * config.Width, config.Width);
    }

    /// <summary>[B, N, D] -> [B, N, D], with the block's modulation [B, 6, D].</summary>
    public Tensor Forward(Tensor x, Tensor modulation, Tensor cos, Tensor sin)
    {
        var (batch, tokens) = (x.shape[0], x.shape[1]);
        var h = TransformerOps.LayerNormModulate(x, modulation.select(1, 0), modulation.select(1, 1));
        var qkv = _qkv.Forward(h).view(batch, tokens, 3, _config.Heads, _config.HeadWidth); // [B,N,3*D] -> [B,N,3,H,d]
        qkv = TransformerOps.QkNormRope(qkv, _queryNorm, _keyNorm, cos, sin);
        var attended = TransformerOps.Attention(qkv).view(batch, tokens, _config.Width); // [B,N,H,d] -> [B,N,D]
        x = x + (modulation.select(1, 2).unsqueeze(1) * _projection.Forward(attended)); // gate [B,D] -> [B,1,D]
        h = TransformerOps.LayerNormModulate(x, modulation.select(1, 3), modulation.select(1, 4));
        return x + (modulation.select(1, 5).unsqueeze(1) * _down.Forward(TransformerOps.Gelu(_up.Forward(h))));
    }
}
