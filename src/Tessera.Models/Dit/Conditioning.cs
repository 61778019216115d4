using Tessera.Models.Parameters;
using static TorchSharp.torch;

namespace Tessera.Models.Dit;

/// <summary>
/// Timestep, zoom and tags as one vector, and from it the shifts, scales and gates of every block. The projection is shared between blocks,
/// each of which adds a learned table of its own (PixArt-alpha, Chen et al. 2023, section 2.3).
/// </summary>
sealed class Conditioning
{
    const int Frequencies = 128;

    readonly Layer _time1;
    readonly Layer _time2;
    readonly Layer _zoom;
    readonly Tensor _tags;
    readonly Tensor _coarse;
    readonly Layer _shared;
    readonly Tensor _table;
    readonly Layer _final;
    readonly DitConfig _config;

    public Conditioning(DitConfig config, ParameterSet parameters)
    {
        _config = config;
        var width = config.Width;
        _time1 = new Layer(parameters, "condition.time1", 2 * Frequencies, width);
        _time2 = new Layer(parameters, "condition.time2", width, width);
        _zoom = new Layer(parameters, "condition.zoom", 2 * Frequencies, width);
        _tags = parameters.Get("condition.tags", [config.Tags, width], new Init(0, 0.1f));
        _coarse = parameters.Get("condition.coarse", [width], new Init(0, 0.1f));
        _shared = new Layer(parameters, "condition.shared", width, 6 * width, zero: true);
        _table = parameters.Get("condition.table", [config.Depth, 6 * width], Init.Zeros);
        _final = new Layer(parameters, "condition.final", width, 2 * width, zero: true);
    }

    /// <summary>Per block [B, 6, D]: shift, scale, gate of attention, then of the MLP; and [B, 2, D] for the output: shift, scale.</summary>
    public (Tensor[] Blocks, Tensor Output) Forward(DitInput input)
    {
        var time = _time2.Forward(nn.functional.silu(_time1.Forward(Sinusoid(input.Time * 1000))));
        var vector = time + _zoom.Forward(Sinusoid(input.Zoom * 20)) + input.Tags.matmul(_tags);
        if (input.HasCoarse is not null)
        {
            vector = vector + (input.HasCoarse.unsqueeze(1) * _coarse); // [B] -> [B,1] x [D] -> [B,D]
        }

        var activated = nn.functional.silu(vector);
        var shared = _shared.Forward(activated); // [B,D] -> [B,6*D]
        var batch = shared.shape[0];
        var blocks = new Tensor[_config.Depth];
        for (var i = 0; i < blocks.Length; i++)
        {
            blocks[i] = (shared + _table.select(0, i)).view(batch, 6, _config.Width); // [B,6*D] -> [B,6,D]
        }

        return (blocks, _final.Forward(activated).view(batch, 2, _config.Width)); // [B,2*D] -> [B,2,D]
    }

    /// <summary>Cosines and sines of 128 frequencies from 1 down to 1/10,000 (Vaswani et al. 2017): [B] -> [B, 256].</summary>
    static Tensor Sinusoid(Tensor value)
    {
        using var scope = NewDisposeScope();
        var frequencies = exp(arange(Frequencies, ScalarType.Float32, value.device) * (-Math.Log(10_000) / Frequencies));
        var angle = value.unsqueeze(1) * frequencies; // [B] -> [B,1] x [F] -> [B,F]
        return cat([cos(angle), sin(angle)], 1).MoveToOuterDisposeScope();
    }
}
