using Tessera.Models.Autoencoders;
using Tessera.Models.Checkpoints;
using Tessera.Models.Dit;
using Tessera.Models.Sampling;
using static TorchSharp.torch;

namespace Tessera.Training.Diffusion;

/// <summary>Draws small pictures with networks in training: a base stage of one window, and if asked a finer stage on top of each.</summary>
sealed class PictureSampler(CheckpointConfig config, DitNetwork network, Decoder decoder)
{
    /// <summary>Base pictures.</summary>
    /// <param name="tags">[B, tags] weights.</param>
    /// <param name="seed">Of the noise.</param>
    /// <returns>[B, 3, 256, 256] in about [-1, 1].</returns>
    public Tensor Base(Tensor tags, int seed)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        manual_seed(seed);
        var zoom = (float)Math.Log2(config.BaseMetresPerPixel);
        var schedule = new FlowSchedule(config.Sampling.BaseSteps, config.Sampling.BaseShift, FlowSolver.Euler);
        return Decode(Run(schedule, tags, zoom, coarse: null, config.BaseWindow, config.Sampling.Guidance)).MoveToOuterDisposeScope();
    }

    /// <summary>Finer pictures of the middle of coarser ones, at half their metres per pixel.</summary>
    /// <param name="pictures">[B, 3, 256, 256], as <see cref="Base"/> or this drew them.</param>
    /// <param name="tags">[B, tags] weights.</param>
    /// <param name="octave">Which finer stage: 1 above the base.</param>
    /// <param name="seed">Of the noise.</param>
    /// <returns>[B, 3, 256, 256] of the middle 128 x 128 pixels.</returns>
    public Tensor Finer(Tensor pictures, Tensor tags, int octave, int seed)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        manual_seed(seed);
        var start = ((pictures.shape[2] - (config.BaseWindow * DitConfig.CoarsePixels)) / 2) - DitConfig.CoarseContext;
        var patches = new List<Tensor>();
        for (var token = 0; token < config.BaseWindow * config.BaseWindow; token++)
        {
            var y = start + (token / config.BaseWindow * DitConfig.CoarsePixels);
            var x = start + (token % config.BaseWindow * DitConfig.CoarsePixels);
            patches.Add(pictures.narrow(2, y, DitConfig.CoarseEdge).narrow(3, x, DitConfig.CoarseEdge)
                .permute(0, 2, 3, 1).reshape(-1, DitConfig.CoarseValues)); // [B,3,24,24] -> [B,24,24,3] -> [B,1728]
        }

        var zoom = (float)Math.Log2(config.BaseMetresPerPixel) - octave;
        var schedule = new FlowSchedule(config.Sampling.FinerSteps, config.Sampling.FinerShift, FlowSolver.Euler);
        var coarse = stack([.. patches], 1).clamp(-1, 1); // N x [B,1728] -> [B,N,1728]
        return Decode(Run(schedule, tags, zoom, coarse, config.BaseWindow, guidance: 1)).MoveToOuterDisposeScope();
    }

    Tensor Run(FlowSchedule schedule, Tensor tags, float zoom, Tensor? coarse, int edge, double guidance)
    {
        var count = tags.shape[0];
        var dit = config.Dit;
        var (cos, sin) = (new float[edge * edge * dit.HeadWidth / 2], new float[edge * edge * dit.HeadWidth / 2]);
        RopeTable.Fill(dit, 0, 0, edge, edge, cos, sin);
        var input = new DitInput(
            Latents: randn([count, dit.LatentChannels, edge * dit.Patch, edge * dit.Patch], ScalarType.Float32),
            Time: ones([count], ScalarType.Float32), Zoom: full([count], zoom, ScalarType.Float32), Tags: tags,
            Coarse: coarse, HasCoarse: coarse is null ? null : ones([count], ScalarType.Float32),
            Cos: tensor(cos, [edge * edge, dit.HeadWidth / 2]), Sin: tensor(sin, [edge * edge, dit.HeadWidth / 2]));
        for (var evaluation = 0; evaluation < schedule.Evaluations; evaluation++)
        {
            input = input with { Time = full([count], (float)schedule.Time(evaluation), ScalarType.Float32) };
            var velocity = network.Forward(input);
            if (guidance != 1)
            {
                var unconditional = network.Forward(input with { Tags = zeros_like(tags) });
                velocity = unconditional + ((velocity - unconditional) * guidance);
            }

            var x = input.Latents.clone();
            schedule.Advance(evaluation, Floats(x), Floats(velocity.contiguous()), []);
            input = input with { Latents = x };
        }

        return input.Latents;
    }

    Tensor Decode(Tensor whitened)
    {
        var channels = config.Dit.LatentChannels;
        var mean = tensor([.. config.Autoencoder.LatentMean], [1, channels, 1, 1]);
        var std = tensor([.. config.Autoencoder.LatentStd], [1, channels, 1, 1]);
        var noise = randn([whitened.shape[0], 1, whitened.shape[2] * 4, whitened.shape[3] * 4], ScalarType.Float32);
        return decoder.Forward((whitened * std) + mean, noise);
    }

    static Span<float> Floats(Tensor x) => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(x.bytes);
}
