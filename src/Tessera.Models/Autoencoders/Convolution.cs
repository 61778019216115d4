using Tessera.Models.Parameters;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tessera.Models.Autoencoders;

/// <summary>A convolution of stride 1 which keeps height and width (zeros around), with its two parameters.</summary>
sealed class Convolution
{
    readonly Parameter _weight;
    readonly Parameter _bias;
    readonly long _padding;

    public Convolution(ParameterSet parameters, string name, long input, long output, long kernel, float gain = 1)
    {
        _weight = parameters.Get(name + ".weight", [output, input, kernel, kernel], gain == 0 ? Init.Zeros : Init.FanIn(input * kernel * kernel, gain));
        _bias = parameters.Get(name + ".bias", [output], Init.Zeros);
        _padding = kernel / 2;
    }

    public IEnumerable<Parameter> Parameters => [_weight, _bias];

    public Tensor Forward(Tensor x) => nn.functional.conv2d(x, _weight, _bias, padding: [_padding, _padding]);
}
