using Tessera.Models.Ops;
using Tessera.Models.Parameters;
using static TorchSharp.torch;

namespace Tessera.Models.Dit;

/// <summary>
/// A diffusion transformer which predicts the velocity noise - data of flow matching (Lipman et al. 2023). Beyond Peebles and Xie (2023):
/// QK-norm, RoPE in canvas coordinates, adaLN parameters shared between blocks, and the previous stage's pixels under each token as a
/// condition (cascaded diffusion, Ho et al. 2022). Works on any torch device, and is differentiable.
/// </summary>
public sealed class DitNetwork
{
    readonly DitConfig _config;
    readonly Layer _input;
    readonly Layer _coarse1;
    readonly Layer _coarse2;
    readonly Conditioning _conditioning;
    readonly DitBlock[] _blocks;
    readonly Layer _output;

    /// <summary>Takes its parameters from a set.</summary>
    public DitNetwork(DitConfig config, ParameterSet parameters)
    {
        _config = config;
        _input = new Layer(parameters, "input", config.TokenValues, config.Width);
        _coarse1 = new Layer(parameters, "coarse1", DitConfig.CoarseValues, config.Width);
        _coarse2 = new Layer(parameters, "coarse2", config.Width, config.Width);
        _conditioning = new Conditioning(config, parameters);
        _blocks = [.. Enumerable.Range(0, config.Depth).Select(i => new DitBlock(config, parameters, $"blocks.{i:00}"))];
        _output = new Layer(parameters, "output", config.Width, config.TokenValues, zero: true);
    }

    /// <summary>The velocity [B, C, H, W] at each latent of the windows.</summary>
    public Tensor Forward(DitInput input)
    {
        using var scope = NewDisposeScope();
        var (rows, columns) = (input.Latents.shape[2] / _config.Patch, input.Latents.shape[3] / _config.Patch);
        var x = _input.Forward(ToTokens(input.Latents));
        if (input.Coarse is not null && input.HasCoarse is not null)
        {
            var coarse = _coarse2.Forward(nn.functional.silu(_coarse1.Forward(input.Coarse))); // [B,N,1728] -> [B,N,D]
            x = x + (coarse * input.HasCoarse.view(-1, 1, 1)); // [B] -> [B,1,1]
        }

        var (blocks, output) = _conditioning.Forward(input);
        for (var i = 0; i < _blocks.Length; i++)
        {
            x = _blocks[i].Forward(x, blocks[i], input.Cos, input.Sin);
        }

        x = _output.Forward(TransformerOps.LayerNormModulate(x, output.select(1, 0), output.select(1, 1)));
        return Precondition(input, ToLatents(x, rows, columns)).MoveToOuterDisposeScope();
    }

    /// <summary><see cref="DitConfig.Precondition"/> for a time of its own for each window.</summary>
    static Tensor Precondition(DitInput input, Tensor rest)
    {
        var time = input.Time.view(-1, 1, 1, 1); // [B] -> [B,1,1,1]
        var variance = time.pow(2) + (1 - time).pow(2);
        return (input.Latents * (((time * 2) - 1) / variance)) + (rest * rsqrt(variance));
    }

    Tensor ToTokens(Tensor latents)
    {
        var (b, c, h, w, p) = (latents.shape[0], latents.shape[1], latents.shape[2], latents.shape[3], _config.Patch);
        return latents.view(b, c, h / p, p, w / p, p) // [B,C,H,W] -> [B,C,h,p,w,p]
            .permute(0, 2, 4, 3, 5, 1) // -> [B,h,w,p,p,C]
            .reshape(b, h / p * (w / p), p * p * c); // -> [B,N,p*p*C]
    }

    Tensor ToLatents(Tensor tokens, long rows, long columns)
    {
        var (b, p, c) = (tokens.shape[0], _config.Patch, _config.LatentChannels);
        return tokens.view(b, rows, columns, p, p, c) // [B,N,p*p*C] -> [B,h,w,p,p,C]
            .permute(0, 5, 1, 3, 2, 4) // -> [B,C,h,p,w,p]
            .reshape(b, c, rows * p, columns * p); // -> [B,C,H,W]
    }
}
