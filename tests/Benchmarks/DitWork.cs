using System.Text.Json.Nodes;
using Tessera.Models.Checkpoints;
using Tessera.Models.Dit;
using Tessera.Models.Inference;
using Tessera.Tiling;

namespace Tessera.Benchmarks;

/// <summary>One evaluation of the diffusion transformer on a batch of native windows of a finer stage, side by side on one canvas.</summary>
sealed class DitWork : Work
{
    readonly IDenoiser _denoiser;
    readonly DenoiserInput _input;
    readonly float[] _velocity;

    public DitWork(string name, CheckpointConfig config, IDenoiser denoiser, int windows) : base(name)
    {
        _denoiser = denoiser;
        var (dit, edge) = (config.Dit, config.NativeWindow);
        var (latents, tokens) = (edge * dit.Patch, edge * edge);
        var latentCount = windows * dit.LatentChannels * latents * latents;
        var coarse = Random(windows * tokens * DitConfig.CoarseValues, 2);
        _velocity = new float[latentCount];
        _input = new DenoiserInput
        {
            Rows = edge,
            Columns = edge,
            Origins = [.. Enumerable.Range(0, windows).Select(i => (0, i * edge))],
            Time = 0.5f,
            Zoom = 3,
            Latents = Input("latents", [windows, dit.LatentChannels, latents, latents], Random(latentCount, 1)),
            Tags = Input("tags", [1, dit.Tags], [.. Enumerable.Range(0, dit.Tags).Select(i => i % 5 == 0 ? 1f : 0f)]),
            Coarse = Input("coarse", [windows, tokens, DitConfig.CoarseValues], [.. coarse.Select(MathF.Tanh)]),
        };
    }

    public override JsonObject Request => new()
    {
        ["work"] = "dit",
        ["time"] = _input.Time,
        ["zoom"] = _input.Zoom,
        ["origins"] = new JsonArray([.. _input.Origins.Select(origin => new JsonArray(origin.Y, origin.X))]),
    };

    public override float[] Run()
    {
        _denoiser.Evaluate(_input, _velocity);
        return _velocity;
    }

    static float[] Random(int count, int step)
    {
        var values = new float[count];
        PhiloxNoise.Fill(7, NoiseStream.Latent, step, new Region(0, 0, 0, new Extent(1, 1, count)), 1, values);
        return values;
    }
}
