using System.Runtime.InteropServices;
using Tessera.Kernels;
using Tessera.Models.Dit;
using Tessera.Models.Parameters;

namespace Tessera.Models.Inference;

/// <summary>
/// <see cref="Conditioning"/> for one picture: timestep, zoom and tags are the same for all windows of a call, so the modulation is one
/// row, computed once a call.
/// </summary>
sealed unsafe class FusedConditioning : IDisposable
{
    const int Frequencies = 128;

    readonly DitConfig _config;
    readonly FusedLayer _time1;
    readonly FusedLayer _time2;
    readonly FusedLayer _zoom;
    readonly FusedLayer _shared;
    readonly FusedLayer _final;
    readonly float[] _tags;
    readonly float[] _coarse;
    readonly float[] _table;

    public FusedConditioning(DitConfig config, ParameterSet parameters)
    {
        _config = config;
        _time1 = new FusedLayer(parameters, "condition.time1");
        _time2 = new FusedLayer(parameters, "condition.time2");
        _zoom = new FusedLayer(parameters, "condition.zoom");
        _shared = new FusedLayer(parameters, "condition.shared");
        _final = new FusedLayer(parameters, "condition.final");
        (_tags, _coarse, _table) = (Values("condition.tags"), Values("condition.coarse"), Values("condition.table"));

        float[] Values(string name) => MemoryMarshal.Cast<byte, float>(parameters.All[name].bytes).ToArray();
    }

    /// <summary>Fills the modulation of every block [depth, 6, D] and of the output [2, D].</summary>
    public void Fill(DenoiserInput input, float* blocks, float* output)
    {
        var width = _config.Width;
        var vector = stackalloc float[width];
        var hidden = stackalloc float[width];
        var sinusoid = stackalloc float[2 * Frequencies];
        Sinusoid(input.Time * 1000, sinusoid);
        _time1.Forward(sinusoid, hidden, 1, LinearEpilogue.Activate(ActivationKind.Silu), threads: 1);
        _time2.Forward(hidden, vector, 1, epilogue: default, threads: 1);
        Sinusoid(input.Zoom * 20, sinusoid);
        _zoom.Forward(sinusoid, vector, 1, LinearEpilogue.Add(new RowsView(vector, width)), threads: 1);
        AddTags(input.Tags.Span, new Span<float>(vector, width));
        for (var i = 0; input.Coarse is not null && i < width; i++)
        {
            vector[i] += _coarse[i];
        }

        Activation.Forward(ActivationKind.Silu, vector, vector, width, threads: 1);
        var shared = stackalloc float[6 * width];
        _shared.Forward(vector, shared, 1, epilogue: default, threads: 1);
        for (var i = 0; i < _table.Length; i++)
        {
            blocks[i] = shared[i % (6 * width)] + _table[i];
        }

        _final.Forward(vector, output, 1, epilogue: default, threads: 1);
    }

    public void Dispose()
    {
        foreach (var layer in (FusedLayer[])[_time1, _time2, _zoom, _shared, _final])
        {
            layer.Dispose();
        }
    }

    void AddTags(ReadOnlySpan<float> weights, Span<float> vector)
    {
        for (var tag = 0; tag < weights.Length; tag++)
        {
            for (var i = 0; weights[tag] != 0 && i < vector.Length; i++)
            {
                vector[i] += weights[tag] * _tags[(tag * vector.Length) + i];
            }
        }
    }

    static void Sinusoid(float value, float* result)
    {
        for (var i = 0; i < Frequencies; i++)
        {
            var frequency = MathF.Exp(i * (float)(-Math.Log(10_000) / Frequencies));
            (result[Frequencies + i], result[i]) = MathF.SinCos(value * frequency);
        }
    }
}
