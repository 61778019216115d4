using Tessera.Models.Parameters;
using Tessera.Training.Terrain;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tessera.Training.Evaluation;

/// <summary>
/// Tells the tags of small pictures: five convolutions, each of which halves the size; the means over the picture of all their outputs, so that
/// colour and texture count at every scale; one linear layer.
/// </summary>
sealed class TagClassifier
{
    static readonly int[] Widths = [3, 24, 48, 64, 96, 128];

    readonly (Parameter Weight, Parameter Bias)[] _layers;
    readonly Parameter _weight;
    readonly Parameter _bias;

    /// <summary>Takes its parameters from a set.</summary>
    public TagClassifier(ParameterSet parameters)
    {
        _layers = [.. Enumerable.Range(1, Widths.Length - 1).Select(layer => (
            parameters.Get($"layer{layer}.weight", [Widths[layer], Widths[layer - 1], 3, 3], Init.FanIn(9 * Widths[layer - 1], MathF.Sqrt(2))),
            parameters.Get($"layer{layer}.bias", [Widths[layer]], Init.Zeros)))];
        var features = Widths.Skip(1).Sum();
        _weight = parameters.Get("output.weight", [Landscape.Tags.Length, features], Init.FanIn(features));
        _bias = parameters.Get("output.bias", [Landscape.Tags.Length], Init.Zeros);
    }

    /// <summary>A score for each tag, comparable within its group.</summary>
    /// <param name="pictures">[B, 3, H, W] in [-1, 1]; H and W at least 32.</param>
    /// <returns>[B, tags].</returns>
    public Tensor Forward(Tensor pictures)
    {
        using var scope = NewDisposeScope();
        var x = pictures;
        var features = new List<Tensor>();
        foreach (var (weight, bias) in _layers)
        {
            x = nn.functional.silu(nn.functional.conv2d(x, weight, bias, strides: [2, 2], padding: [1, 1])); // [B,w,h,w] -> [B,w',h/2,w/2]
            features.Add(x.mean([2, 3])); // -> [B,w']
        }

        return nn.functional.linear(cat(features, 1), _weight, _bias).MoveToOuterDisposeScope();
    }
}
