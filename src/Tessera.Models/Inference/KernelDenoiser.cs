using Tessera.Kernels;
using Tessera.Models.Dit;
using Tessera.Models.Ops;
using Tessera.Models.Parameters;

namespace Tessera.Models.Inference;

/// <summary>
/// The diffusion transformer on the CPU, with fused kernels, packed weights and buffers that are kept: the same function as
/// <see cref="TorchDenoiser"/>. A window's result has the same bits whatever else is in its batch, and on any number of threads.
/// </summary>
public sealed unsafe class KernelDenoiser : IDenoiser
{
    readonly DitConfig _config;
    readonly int _threads;
    readonly FusedLayer _input;
    readonly FusedLayer _coarse1;
    readonly FusedLayer _coarse2;
    readonly FusedLayer _output;
    readonly FusedConditioning _conditioning;
    readonly FusedBlock[] _blocks;
    readonly FloatBuffer _x = new();
    readonly FloatBuffer _hidden = new();
    readonly FloatBuffer _wide = new();
    readonly FloatBuffer _rope = new();
    readonly FloatBuffer _modulation = new();

    /// <summary>Packs the parameters of a network; the set is not needed afterwards.</summary>
    /// <param name="config">The network.</param>
    /// <param name="parameters">Its parameters, on the CPU.</param>
    /// <param name="threads">Threads of a call, 1 to 256.</param>
    /// <exception cref="InvalidDataException">A tensor is missing or has another shape.</exception>
    public KernelDenoiser(DitConfig config, ParameterSet parameters, int threads)
    {
        _ = new DitNetwork(config, parameters); // checks that every tensor is there, in its shape
        (_config, _threads) = (config, threads);
        _input = new FusedLayer(parameters, "input");
        _coarse1 = new FusedLayer(parameters, "coarse1");
        _coarse2 = new FusedLayer(parameters, "coarse2");
        _output = new FusedLayer(parameters, "output");
        _conditioning = new FusedConditioning(config, parameters);
        _blocks = [.. Enumerable.Range(0, config.Depth).Select(i => new FusedBlock(config, parameters, $"blocks.{i:00}"))];
    }

    /// <inheritdoc/>
    public void Evaluate(DenoiserInput input, Span<float> velocity)
    {
        var (batch, tokens, width) = (input.Origins.Count, input.Rows * input.Columns, _config.Width);
        var rows = (long)batch * tokens;
        var x = _x.Get(rows * width);
        var hidden = _hidden.Get(rows * Math.Max(width, _config.TokenValues));
        var wide = _wide.Get(rows * width * Math.Max(3, _config.MlpRatio));
        var modulation = _modulation.Get(((6L * _config.Depth) + 2) * width);
        var output = modulation + (6L * _config.Depth * width);
        _conditioning.Fill(input, modulation, output);
        Embed(input, x, hidden, wide, rows);
        var rope = Rope(input, tokens);
        for (var i = 0; i < _blocks.Length; i++)
        {
            _blocks[i].Forward(x, hidden, wide, batch, tokens, modulation + (6L * i * width), rope, _threads);
        }

        LayerNorm.Forward(
            new LayerNormShape(1, rows, width), x, new Modulation(output + width, output, width), x, mean: null, rstd: null, (float)TransformerOps.Epsilon, _threads);
        _output.Forward(x, hidden, rows, epilogue: default, _threads);
        TokenLayout.ToLatents(_config, input, new ReadOnlySpan<float>(hidden, checked((int)(rows * _config.TokenValues))), velocity);
        var (skip, scale) = DitConfig.Precondition(input.Time);
        var latents = input.Latents.Span;
        for (var i = 0; i < velocity.Length; i++)
        {
            velocity[i] = (skip * latents[i]) + (scale * velocity[i]);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var part in (IDisposable[])[_input, _coarse1, _coarse2, _output, _conditioning, .. _blocks, _x, _hidden, _wide, _rope, _modulation])
        {
            part.Dispose();
        }
    }

    /// <summary>x = input(tokens) + coarse2(silu(coarse1(coarse))).</summary>
    void Embed(DenoiserInput input, float* x, float* hidden, float* wide, long rows)
    {
        TokenLayout.ToTokens(_config, input, new Span<float>(hidden, checked((int)(rows * _config.TokenValues))));
        _input.Forward(hidden, x, rows, epilogue: default, _threads);
        if (input.Coarse is not { } coarse)
        {
            return;
        }

        fixed (float* pixels = coarse.Span)
        {
            _coarse1.Forward(pixels, wide, rows, LinearEpilogue.Activate(ActivationKind.Silu), _threads);
        }

        _coarse2.Forward(wide, x, rows, LinearEpilogue.Add(new RowsView(x, _config.Width)), _threads);
    }

    Kernels.RopeTable Rope(DenoiserInput input, int tokens)
    {
        var size = tokens * _config.HeadWidth / 2;
        var count = input.Origins.Count * size;
        var cos = _rope.Get(2L * count);
        var sin = cos + count;
        for (var i = 0; i < input.Origins.Count; i++)
        {
            var (y, x) = input.Origins[i];
            Dit.RopeTable.Fill(_config, y, x, input.Rows, input.Columns, new Span<float>(cos + (i * size), size), new Span<float>(sin + (i * size), size));
        }

        return new Kernels.RopeTable(cos, sin, size);
    }
}
