using Tessera.Models.Ops;
using Tessera.Models.Parameters;
using static TorchSharp.torch;

namespace Tessera.Models.Dit;

/// <summary>x W^T + b with its two parameters.</summary>
sealed class Layer
{
    public Layer(ParameterSet parameters, string name, long input, long output, bool zero = false)
    {
        Weight = parameters.Get(name + ".weight", [output, input], zero ? Init.Zeros : Init.Glorot(input, output));
        Bias = parameters.Get(name + ".bias", [output], Init.Zeros);
    }

    public Tensor Weight { get; }

    public Tensor Bias { get; }

    public Tensor Forward(Tensor x) => TransformerOps.Linear(x, Weight, Bias);
}
