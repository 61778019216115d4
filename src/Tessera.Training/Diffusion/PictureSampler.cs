using System.Numerics;
using Tessera.Models.Autoencoders;
using Tessera.Models.Checkpoints;
using Tessera.Models.Dit;
using Tessera.Models.Sampling;
using Tessera.Training.Autoencoders;
using TorchSharp;
using static TorchSharp.torch;

namespace Tessera.Training.Diffusion;

/// <summary>Draws small pictures with networks in training, stage by stage as the engine does, but each in one window.</summary>
sealed class PictureSampler(CheckpointConfig config, DitNetwork network, Decoder decoder)
{
    /// <summary>Stages that it takes from the base stage to pictures of an edge: 0 for its own.</summary>
    /// <exception cref="InvalidDataException">Doubling the base stage never gives that edge.</exception>
    public static int Octaves(CheckpointConfig config, int edge)
    {
        var first = config.BaseWindow * config.PixelsPerToken;
        var octaves = BitOperations.Log2((uint)(edge / first));
        return edge == first << octaves
            ? octaves
            : throw new InvalidDataException($"base_window {config.BaseWindow} makes base pictures of {first} pixels, which no doubling turns into {edge}");
    }

    /// <summary>Whole pictures.</summary>
    /// <param name="tags">[B, tags] weights.</param>
    /// <param name="edge">Pixels: the base stage's, doubled any number of times, at most the native window's.</param>
    /// <param name="seed">Of the noise.</param>
    /// <returns>[B, 3, edge, edge] in about [-1, 1].</returns>
    public Tensor Whole(Tensor tags, int edge, int seed)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        manual_seed(seed);
        var schedule = new FlowSchedule(config.Sampling.BaseSteps, config.Sampling.BaseShift, SamplingConfig.DefaultSolver);
        var pictures = Decode(Run(schedule, tags, octave: 0, coarse: null, config.BaseWindow, config.Sampling.Guidance));
        for (var octave = 1; octave <= Octaves(config, edge); octave++)
        {
            pictures = Finer(pictures, tags, octave, config.BaseWindow << octave, config.Sampling.FinerGuidance);
        }

        return pictures.MoveToOuterDisposeScope();
    }

    /// <summary>The middle of pictures, twice as near.</summary>
    /// <param name="pictures">[B, 3, S, S], as <see cref="Whole"/> or this drew them.</param>
    /// <param name="tags">[B, tags] weights.</param>
    /// <param name="octave">Which finer stage: 1 above the base.</param>
    /// <param name="seed">Of the noise.</param>
    /// <returns>[B, 3, S, S] of the middle S/2 x S/2 pixels.</returns>
    public Tensor Middle(Tensor pictures, Tensor tags, int octave, int seed)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        manual_seed(seed);
        return Finer(pictures, tags, octave, (int)pictures.shape[2] / config.PixelsPerToken, guidance: 1).MoveToOuterDisposeScope();
    }

    /// <summary>A window of so many tokens an edge in the middle of the pictures, at half their metres per pixel.</summary>
    Tensor Finer(Tensor pictures, Tensor tags, int octave, int window, double guidance)
    {
        const int Context = DitConfig.CoarseContext;
        var start = (pictures.shape[2] - (window * DitConfig.CoarsePixels)) / 2;
        var padded = nn.functional.pad(pictures, [Context, Context, Context, Context], PaddingModes.Replicate);
        var patches = new List<Tensor>();
        for (var token = 0; token < window * window; token++)
        {
            var (y, x) = (start + (token / window * DitConfig.CoarsePixels), start + (token % window * DitConfig.CoarsePixels));
            patches.Add(padded.narrow(2, y, DitConfig.CoarseEdge).narrow(3, x, DitConfig.CoarseEdge)
                .permute(0, 2, 3, 1).reshape(-1, DitConfig.CoarseValues)); // [B,3,24,24] -> [B,24,24,3] -> [B,1728]
        }

        var schedule = new FlowSchedule(config.Sampling.FinerSteps, config.Sampling.FinerShift, SamplingConfig.DefaultSolver);
        var coarse = stack([.. patches], 1).clamp(-1, 1); // N x [B,1728] -> [B,N,1728]
        return Decode(Run(schedule, tags, octave, coarse, window, guidance));
    }

    Tensor Run(FlowSchedule schedule, Tensor tags, int octave, Tensor? coarse, int edge, double guidance)
    {
        var count = tags.shape[0];
        var zoom = (float)Math.Log2(config.BaseMetresPerPixel) - octave;
        var dit = config.Dit;
        var (cos, sin) = (new float[edge * edge * dit.HeadWidth / 2], new float[edge * edge * dit.HeadWidth / 2]);
        RopeTable.Fill(dit, 0, 0, edge, edge, cos, sin);
        var input = new DitInput(
            Latents: randn([count, dit.LatentChannels, edge * dit.Patch, edge * dit.Patch], ScalarType.Float32),
            Time: ones([count], ScalarType.Float32), Zoom: full([count], zoom, ScalarType.Float32), Tags: tags,
            Coarse: coarse, HasCoarse: coarse is null ? null : ones([count], ScalarType.Float32),
            Cos: tensor(cos, [edge * edge, dit.HeadWidth / 2]), Sin: tensor(sin, [edge * edge, dit.HeadWidth / 2]));
        var kept = new float[input.Latents.numel()];
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
            schedule.Advance(evaluation, Floats(x), Floats(velocity.contiguous()), kept);
            input = input with { Latents = x };
        }

        return input.Latents;
    }

    Tensor Decode(Tensor whitened)
    {
        var channels = config.Dit.LatentChannels;
        var mean = tensor([.. config.Autoencoder.LatentMean], [1, channels, 1, 1]);
        var std = tensor([.. config.Autoencoder.LatentStd], [1, channels, 1, 1]);
        return decoder.Forward((whitened * std) + mean, LatentNoise.Grain(whitened));
    }

    static Span<float> Floats(Tensor x) => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(x.bytes);
}
