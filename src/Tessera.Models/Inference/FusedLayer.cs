using System.Runtime.InteropServices;
using Tessera.Kernels;
using Tessera.Models.Parameters;

namespace Tessera.Models.Inference;

/// <summary>A linear layer with its weights packed for the kernels.</summary>
sealed unsafe class FusedLayer : IDisposable
{
    readonly PackedWeights _weights;
    readonly float* _bias;

    /// <summary>Packs <c>NAME.weight</c> and <c>NAME.bias</c>.</summary>
    public FusedLayer(ParameterSet parameters, string name)
    {
        var weight = parameters.All[name + ".weight"];
        var bias = MemoryMarshal.Cast<byte, float>(parameters.All[name + ".bias"].bytes);
        _weights = PackedWeights.Pack(MemoryMarshal.Cast<byte, float>(weight.bytes), weight.shape[0], weight.shape[1]);
        _bias = (float*)NativeMemory.Alloc((nuint)bias.Length, sizeof(float));
        bias.CopyTo(new Span<float>(_bias, bias.Length));
    }

    /// <summary>Columns of the result.</summary>
    public int Outputs => (int)_weights.Outputs;

    /// <summary>y = epilogue(x W^T + b) for contiguous rows.</summary>
    public void Forward(float* x, float* y, long rows, LinearEpilogue epilogue, int threads) =>
        Linear.Forward(_weights, _bias, new RowsView(x, _weights.Inputs), new RowsView(y, _weights.Outputs), rows, epilogue, threads);

    public void Dispose()
    {
        _weights.Dispose();
        NativeMemory.Free(_bias);
    }
}
