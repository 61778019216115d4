using System.Runtime.InteropServices;
using Tessera.Kernels;
using Tessera.Models.Dit;
using Tessera.Models.Ops;
using Tessera.Models.Parameters;

namespace Tessera.Models.Inference;

/// <summary><see cref="DitBlock"/> through the kernels, in place.</summary>
sealed unsafe class FusedBlock : IDisposable
{
    readonly DitConfig _config;
    readonly FusedLayer _qkv;
    readonly FusedLayer _projection;
    readonly FusedLayer _up;
    readonly FusedLayer _down;
    readonly FloatBuffer _norms = new();

    public FusedBlock(DitConfig config, ParameterSet parameters, string name)
    {
        _config = config;
        _qkv = new FusedLayer(parameters, name + ".qkv");
        _projection = new FusedLayer(parameters, name + ".projection");
        _up = new FusedLayer(parameters, name + ".up");
        _down = new FusedLayer(parameters, name + ".down");
        var norms = new Span<float>(_norms.Get(2 * config.HeadWidth), 2 * config.HeadWidth);
        MemoryMarshal.Cast<byte, float>(parameters.All[name + ".query_norm"].bytes).CopyTo(norms);
        MemoryMarshal.Cast<byte, float>(parameters.All[name + ".key_norm"].bytes).CopyTo(norms[config.HeadWidth..]);
    }

    /// <summary>Runs the block on x [B, N, D].</summary>
    /// <param name="x">Replaced by the result.</param>
    /// <param name="hidden">Room for [B, N, D].</param>
    /// <param name="wide">Room for [B, N, max(3, mlp ratio) D].</param>
    /// <param name="batch">B.</param>
    /// <param name="tokens">N.</param>
    /// <param name="modulation">[6, D], the same for all items.</param>
    /// <param name="rope">Angles.</param>
    /// <param name="threads">Threads to use.</param>
    public void Forward(float* x, float* hidden, float* wide, long batch, long tokens, float* modulation, Kernels.RopeTable rope, int threads)
    {
        var (width, heads, size) = ((long)_config.Width, (long)_config.Heads, (long)_config.HeadWidth);
        var rows = batch * tokens;
        var everything = new LayerNormShape(1, rows, width);
        LayerNorm.Forward(everything, x, new Modulation(modulation + width, modulation, width), hidden, mean: null, rstd: null, (float)TransformerOps.Epsilon, threads);
        _qkv.Forward(hidden, wide, rows, epilogue: default, threads);
        var pair = QkPair.In(wide, 3, tokens, heads, size);
        QkNormRope.Forward(
            new QkNormRopeShape(batch, tokens, heads, size, (float)TransformerOps.Epsilon),
            pair,
            _norms.Get(0),
            _norms.Get(0) + size,
            rope,
            pair,
            threads);
        Attention.Forward(
            new AttentionShape(batch, heads, tokens, tokens, size, 1 / MathF.Sqrt(size)),
            HeadView.Part(wide, 0, 3, tokens, heads, size),
            HeadView.Part(wide, 1, 3, tokens, heads, size),
            HeadView.Part(wide, 2, 3, tokens, heads, size),
            HeadView.Part(hidden, 0, 1, tokens, heads, size),
            lse: null,
            threads);
        var residual = new RowsView(x, width);
        _projection.Forward(hidden, x, rows, LinearEpilogue.AddGated(residual, new RowsView(modulation + (2 * width), width), rows), threads);
        LayerNorm.Forward(everything, x, new Modulation(modulation + (4 * width), modulation + (3 * width), width), hidden, mean: null, rstd: null, (float)TransformerOps.Epsilon, threads);
        _up.Forward(hidden, wide, rows, LinearEpilogue.Activate(ActivationKind.GeluTanh), threads);
        _down.Forward(wide, x, rows, LinearEpilogue.AddGated(residual, new RowsView(modulation + (5 * width), width), rows), threads);
    }

    public void Dispose()
    {
        _qkv.Dispose();
        _projection.Dispose();
        _up.Dispose();
        _down.Dispose();
        _norms.Dispose();
    }
}
