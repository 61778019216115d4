using Tessera.Models.Parameters;
using static TorchSharp.torch;

namespace Tessera.Models.Autoencoders;

/// <summary>Pictures to latents. Works on any torch device, and is differentiable.</summary>
public sealed class Encoder
{
    readonly Convolution _input;
    readonly ResidualBlock[][] _blocks;
    readonly Convolution[] _down;
    readonly Convolution _output;

    /// <summary>Takes its parameters, named <c>encoder.*</c>, from a set.</summary>
    public Encoder(AutoencoderConfig config, ParameterSet parameters)
    {
        var widths = config.Widths;
        _input = new Convolution(parameters, "encoder.input", 3 * 16, widths[0], 3);
        _blocks = [.. Enumerable.Range(0, 3).Select(level => Enumerable.Range(0, config.EncoderBlocks[level])
            .Select(i => new ResidualBlock(parameters, $"encoder.level{level}.block{i}", widths[level])).ToArray())];
        _down = [.. Enumerable.Range(0, 2).Select(level => new Convolution(parameters, $"encoder.level{level}.down", widths[level] * 4, widths[level + 1], 1))];
        _output = new Convolution(parameters, "encoder.output", widths[2], config.LatentChannels, 3);
    }

    /// <summary>Encodes pictures.</summary>
    /// <param name="pixels">[B, 3, H, W] in [-1, 1]; H and W multiples of 16.</param>
    /// <returns>[B, C, H/16, W/16], not yet whitened.</returns>
    public Tensor Forward(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        var x = _input.Forward(nn.functional.pixel_unshuffle(pixels, 4)); // [B,3,H,W] -> [B,48,H/4,W/4] -> [B,w0,H/4,W/4]
        for (var level = 0; level < 3; level++)
        {
            x = _blocks[level].Aggregate(x, (h, block) => block.Forward(h));
            if (level < 2)
            {
                x = _down[level].Forward(nn.functional.pixel_unshuffle(x, 2)); // [B,w,h,w] -> [B,4w,h/2,w/2] -> [B,w',h/2,w/2]
            }
        }

        return _output.Forward(nn.functional.silu(x)).MoveToOuterDisposeScope();
    }
}
