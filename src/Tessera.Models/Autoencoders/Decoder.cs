using Tessera.Models.Parameters;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tessera.Models.Autoencoders;

/// <summary>
/// Latents to pictures. Works on any torch device, and is differentiable. Its reach is finite (<see cref="AutoencoderConfig.DecoderRadius"/>)
/// and nothing is normalised over the picture, so decoding in tiles with that halo is exact.
/// </summary>
public sealed class Decoder
{
    readonly Convolution _input;
    readonly Convolution[] _up;
    readonly Convolution _finest;
    readonly ResidualBlock[][] _blocks;
    readonly Convolution _output;
    readonly Convolution _gain;
    readonly Convolution _grain;

    /// <summary>Takes its parameters, named <c>decoder.*</c>, from a set.</summary>
    public Decoder(AutoencoderConfig config, ParameterSet parameters)
    {
        var widths = config.Widths;
        _input = new Convolution(parameters, "decoder.input", config.LatentChannels, widths[2], 3);
        _blocks = [.. Enumerable.Range(0, 3).Select(level => Enumerable.Range(0, config.DecoderBlocks[level])
            .Select(i => new ResidualBlock(parameters, $"decoder.level{level}.block{i}", widths[level])).ToArray())];
        _up = [.. Enumerable.Range(0, 2).Select(level => new Convolution(parameters, $"decoder.level{level}.up", widths[level + 1], widths[level] * 4, 1))];
        _finest = new Convolution(parameters, "decoder.level0.input", widths[0], widths[0], 3);
        _output = new Convolution(parameters, "decoder.output", widths[0], 3 * 16, 3);
        _gain = new Convolution(parameters, "decoder.gain", widths[0], AutoencoderConfig.NoiseChannels, 1, gain: 0);
        _grain = new Convolution(parameters, "decoder.grain", AutoencoderConfig.NoiseChannels, 3 * 16, 3);
    }

    /// <summary>The parameters of <see cref="Grain"/>.</summary>
    public IEnumerable<Parameter> GrainParameters => [.. _gain.Parameters, .. _grain.Parameters];

    /// <summary>Decodes latents.</summary>
    /// <param name="latents">[B, C, h, w], not whitened.</param>
    /// <param name="noise">[B, 16, 4h, 4w], standard normal by canvas coordinate: what grain is made of.</param>
    /// <returns>[B, 3, 16h, 16w], about [-1, 1].</returns>
    public Tensor Forward(Tensor latents, Tensor noise)
    {
        using var scope = NewDisposeScope();
        var features = Features(latents);
        return (Picture(features) + Grain(features, noise)).MoveToOuterDisposeScope();
    }

    /// <summary>What picture and grain are made of.</summary>
    /// <param name="latents">As in <see cref="Forward"/>.</param>
    /// <returns>[B, widths[0], 4h, 4w].</returns>
    public Tensor Features(Tensor latents)
    {
        using var scope = NewDisposeScope();
        var x = _input.Forward(latents); // [B,C,h,w] -> [B,w2,h,w]
        for (var level = 2; level >= 0; level--)
        {
            if (level < 2)
            {
                x = nn.functional.pixel_shuffle(_up[level].Forward(x), 2); // [B,w',h,w] -> [B,4w,h,w] -> [B,w,2h,2w]
            }

            if (level == 0)
            {
                x = _finest.Forward(x);
            }

            x = _blocks[level].Aggregate(x, (h, block) => block.Forward(h));
        }

        return nn.functional.silu(x).MoveToOuterDisposeScope();
    }

    /// <summary>What the latents say.</summary>
    /// <param name="features">Of <see cref="Features"/>.</param>
    /// <returns>[B, 3, 16h, 16w].</returns>
    public Tensor Picture(Tensor features)
    {
        using var scope = NewDisposeScope();
        return nn.functional.pixel_shuffle(_output.Forward(features), 4).MoveToOuterDisposeScope(); // [B,48,4h,4w] -> [B,3,16h,16w]
    }

    /// <summary>Texture for what they do not say: noise through learned filters, by gains that depend on the picture.</summary>
    /// <param name="features">Of <see cref="Features"/>.</param>
    /// <param name="noise">As in <see cref="Forward"/>.</param>
    /// <returns>[B, 3, 16h, 16w].</returns>
    public Tensor Grain(Tensor features, Tensor noise)
    {
        using var scope = NewDisposeScope();
        return nn.functional.pixel_shuffle(_grain.Forward(_gain.Forward(features) * noise), 4).MoveToOuterDisposeScope();
    }
}
