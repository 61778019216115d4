using Tessera.Models.Parameters;
using static TorchSharp.torch;

namespace Tessera.Models.Autoencoders;

/// <summary>x + conv(silu(conv(silu(x)))), without normalisation, so that what it computes at a pixel depends on that pixel's 5x5 alone.</summary>
sealed class ResidualBlock(ParameterSet parameters, string name, int width)
{
    readonly Convolution _first = new(parameters, name + ".conv1", width, width, 3, MathF.Sqrt(2));
    readonly Convolution _second = new(parameters, name + ".conv2", width, width, 3, gain: 0.1f);

    public Tensor Forward(Tensor x) => x + _second.Forward(nn.functional.silu(_first.Forward(nn.functional.silu(x))));
}
