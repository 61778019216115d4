using System.Text.Json.Nodes;
using Tessera.Models.Autoencoders;
using Tessera.Models.Checkpoints;
using Tessera.Models.Inference;
using Tessera.Tiling;

namespace Tessera.Benchmarks;

/// <summary>Decoding a square picture.</summary>
sealed class DecodeWork : Work
{
    readonly IPictureDecoder _decoder;
    readonly int _edge;
    readonly float[] _latents;
    readonly float[] _noise;
    readonly float[] _pixels;

    public DecodeWork(string name, CheckpointConfig config, IPictureDecoder decoder, int pixels) : base(name)
    {
        _decoder = decoder;
        _edge = pixels / AutoencoderConfig.Downscale;
        var channels = config.Autoencoder.LatentChannels;
        _latents = Input("latents", [1, channels, _edge, _edge], Latents(config, _edge));
        _noise = Input("noise", [1, AutoencoderConfig.NoiseChannels, 4 * _edge, 4 * _edge], Fill(NoiseStream.Decoder, 4 * _edge, AutoencoderConfig.NoiseChannels));
        _pixels = new float[3 * pixels * pixels];
    }

    public override JsonObject Request => new() { ["work"] = "decode" };

    public override float[] Run()
    {
        _decoder.Decode(_edge, _edge, _latents, _noise, _pixels);
        return _pixels;
    }

    static float[] Latents(CheckpointConfig config, int edge)
    {
        var (mean, std) = (config.Autoencoder.LatentMean, config.Autoencoder.LatentStd);
        var latents = Fill(NoiseStream.Latent, edge, mean.Count);
        for (var i = 0; i < latents.Length; i++)
        {
            var channel = i / (edge * edge);
            latents[i] = (latents[i] * std[channel]) + mean[channel];
        }

        return latents;
    }

    static float[] Fill(NoiseStream stream, int edge, int channels)
    {
        var values = new float[channels * edge * edge];
        PhiloxNoise.Fill(7, stream, 0, new Region(0, 0, 0, new Extent(1, edge, edge)), channels, values);
        return values;
    }
}
