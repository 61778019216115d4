using Tessera.Models.Parameters;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tessera.Training.Autoencoders;

/// <summary>
/// Tells decoded pictures from rendered ones, patch by patch (PatchGAN, Isola et al. 2017): three convolutions that halve the size and two that
/// keep it; a score sees 62x62 pixels.
/// </summary>
sealed class Critic
{
    const double Slope = 0.2;

    static readonly int[] Widths = [3, 32, 64, 128, 128];

    readonly (Parameter Weight, Parameter Bias)[] _layers;
    readonly Parameter _weight;
    readonly Parameter _bias;

    /// <summary>Takes its parameters from a set.</summary>
    public Critic(ParameterSet parameters)
    {
        _layers = [.. Enumerable.Range(1, Widths.Length - 1).Select(layer => (
            parameters.Get($"layer{layer}.weight", [Widths[layer], Widths[layer - 1], 4, 4], Init.FanIn(16 * Widths[layer - 1], MathF.Sqrt(2))),
            parameters.Get($"layer{layer}.bias", [Widths[layer]], Init.Zeros)))];
        _weight = parameters.Get("output.weight", [1, Widths[^1], 3, 3], Init.FanIn(9 * Widths[^1]));
        _bias = parameters.Get("output.bias", [1], Init.Zeros);
    }

    /// <summary>Scores, high for rendered patches.</summary>
    /// <param name="pictures">[B, 3, H, W] in [-1, 1]; H and W at least 32.</param>
    /// <returns>[B, 1, about H/8, about W/8].</returns>
    public Tensor Forward(Tensor pictures)
    {
        using var scope = NewDisposeScope();
        var x = pictures;
        for (var layer = 0; layer < _layers.Length; layer++)
        {
            var stride = layer < _layers.Length - 1 ? 2 : 1;
            x = nn.functional.leaky_relu(nn.functional.conv2d(x, _layers[layer].Weight, _layers[layer].Bias, strides: [stride, stride], padding: [1, 1]), Slope);
        }

        return nn.functional.conv2d(x, _weight, _bias, padding: [1, 1]).MoveToOuterDisposeScope();
    }
}
