using System.Text.Json.Nodes;
using Tessera.Cluster;
using Tessera.Engine.Decoding;
using Tessera.Engine.Devices;
using Tessera.Engine.Pictures;
using Tessera.Engine.Requests;
using Tessera.Models.Autoencoders;
using Tessera.Models.Checkpoints;
using Tessera.Models.Inference;
using Tessera.Tiling;

namespace Tessera.Benchmarks;

/// <summary>
/// A whole picture, from noise to 8-bit pixels, through all its stages. Ours is drawn as `tessera generate` draws it, by one node, but with
/// predictions exchanged as float32; the peer, which takes Heun's steps too, is given the noise, the windows and their weights, and keeps one canvas.
/// </summary>
sealed class PictureWork : Work
{
    readonly IDenoiser _denoiser;
    readonly IPictureDecoder _decoder;
    readonly PictureJob _job;
    readonly JsonArray _stages = [];

    public PictureWork(string name, CheckpointConfig config, IDenoiser denoiser, IPictureDecoder decoder, string size) : base(name)
    {
        _denoiser = denoiser;
        _decoder = decoder;
        var prompt = string.Join(", ", config.Tags.Tags.GroupBy(tag => tag.Group, (_, tags) => tags.First().Name, StringComparer.Ordinal));
        _job = PicturePlanner.Plan(new PictureRequest { Prompt = prompt, Size = size, Seed = 7, Wire = WireFormat.Float32 }, config);
        Input("tags", [1, config.Dit.Tags], _job.Tags.ToArray());
        for (var stage = 0; stage < _job.Stages.Length; stage++)
        {
            _stages.Add(AddStage(stage, config.Dit.LatentChannels));
        }
    }

    public override JsonObject Request => new() { ["work"] = "picture", ["stages"] = _stages.DeepClone() };

    public override float[] Run() => RunAsync().GetAwaiter().GetResult();

    /// <summary>Root of the mean square difference against that of the second: single pixels may round to the other side.</summary>
    public override double Difference(ReadOnlySpan<float> ours, ReadOnlySpan<float> theirs)
    {
        var (difference, scale) = (0.0, 0.0);
        for (var i = 0; i < theirs.Length; i++)
        {
            var d = (double)ours[i] - theirs[i];
            difference += d * d;
            scale += (double)theirs[i] * theirs[i];
        }

        return Math.Sqrt(difference / scale);
    }

    async Task<float[]> RunAsync()
    {
        await using var thread = new DeviceThread("node");
        await using var decoderThread = new DeviceThread("decoder");
        var final = _job.Stages[^1];
        var pixels = new float[final.Width * final.Height * 3];
        var at = 0;
        var sink = new PictureSink(_job, new TiledDecoder(_decoder, _job.Config.Autoencoder), decoderThread, rows =>
        {
            foreach (var value in rows)
            {
                pixels[at++] = value;
            }
        });
        await LocalCluster.RunAsync(_job.Plan, [new DiffusionDevice(_job, _denoiser, thread)], sink);
        return pixels;
    }

    JsonObject AddStage(int number, int channels)
    {
        var stage = _job.Stages[number];
        var plan = stage.Job.Plan;
        var canvas = plan.ToLatents(Region.Whole(plan.Canvas));
        var window = plan.ToLatents(Region.Whole(plan.Window)).Size;
        var grains = new Region(0, 0, 0, new Extent(1, 4 * canvas.Size.Height, 4 * canvas.Size.Width));
        Input($"{number}.noise", [channels, canvas.Size.Height, canvas.Size.Width], Noise(NoiseStream.Latent, number, canvas, channels));
        Input($"{number}.texture", [1, AutoencoderConfig.NoiseChannels, grains.Size.Height, grains.Size.Width], Noise(NoiseStream.Decoder, number, grains, AutoencoderConfig.NoiseChannels));
        Input($"{number}.weights", [plan.Tiles.Length, 1, window.Height, window.Width], BlendWeights.Of(plan));
        return new JsonObject
        {
            ["times"] = new JsonArray([.. Enumerable.Range(0, stage.Schedule.Steps).Select(i => (JsonNode)stage.Schedule.Time(i * stage.Schedule.EvaluationsPerStep)), 0.0]),
            ["guidance"] = stage.Guidance,
            ["zoom"] = stage.Zoom,
            ["origins"] = new JsonArray([.. plan.Tiles.Select(tile => new JsonArray(tile.Window.Y, tile.Window.X))]),
        };
    }

    float[] Noise(NoiseStream stream, int stage, Region region, int channels)
    {
        var values = new float[channels * region.Volume];
        PhiloxNoise.Fill(_job.Seed, stream, stage, region, channels, values);
        return values;
    }
}
