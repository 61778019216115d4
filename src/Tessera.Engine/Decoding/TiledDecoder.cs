using Tessera.Engine.Pictures;
using Tessera.Models.Autoencoders;
using Tessera.Models.Inference;
using Tessera.Tiling;

namespace Tessera.Engine.Decoding;

/// <summary>
/// Decodes a canvas of any size tile by tile, and hands the picture on in bands of rows. Each tile is decoded with as much around it as the
/// decoder can see, so the tiles cannot be told from a whole decode, and memory does not grow with the picture's height.
/// </summary>
/// <param name="decoder">The decoder.</param>
/// <param name="config">Its reach, and the whitening of latents.</param>
/// <param name="tile">Edge of a tile in latents, without what is around it.</param>
public sealed class TiledDecoder(IPictureDecoder decoder, AutoencoderConfig config, int tile = TiledDecoder.DefaultTile)
{
    /// <summary>1,024 pixels: half more work than decoding the whole, 80 MB of activations, and short enough to be cancelled.</summary>
    public const int DefaultTile = 64;

    const int Scale = AutoencoderConfig.Downscale;
    const int NoiseScale = AutoencoderConfig.NoiseScale;
    const int NoiseChannels = AutoencoderConfig.NoiseChannels;

    /// <summary>Decodes a canvas from top to bottom.</summary>
    /// <param name="latents">The canvas.</param>
    /// <param name="seed">Seed of the decoder's noise.</param>
    /// <param name="stage">Which stage this is: each has noise of its own.</param>
    /// <param name="band">Takes rows of RGB8, [rows, 16 width, 3], valid only during the call.</param>
    /// <param name="cancel">Noticed between tiles.</param>
    public void Decode(CanvasLatents latents, ulong seed, int stage, Action<ReadOnlySpan<byte>> band, CancellationToken cancel)
    {
        var stride = latents.Region.Size.Width * Scale * 3;
        var rows = new byte[Math.Min(tile, latents.Region.Size.Height) * Scale * stride];
        var buffers = new Buffers();
        for (var y = 0; y < latents.Region.Size.Height; y += tile)
        {
            var height = Math.Min(tile, latents.Region.Size.Height - y);
            for (var x = 0; x < latents.Region.Size.Width; x += tile)
            {
                cancel.ThrowIfCancellationRequested();
                var core = new Region(0, y, x, new Extent(1, height, Math.Min(tile, latents.Region.Size.Width - x)));
                DecodeTile(latents, seed, stage, core, buffers, rows.AsSpan(x * Scale * 3), stride);
            }

            band(rows.AsSpan(0, height * Scale * stride));
        }
    }

    void DecodeTile(CanvasLatents latents, ulong seed, int stage, Region core, Buffers buffers, Span<byte> target, int stride)
    {
        var radius = config.DecoderRadius;
        var seen = core.Dilate(new Extent(0, radius, radius)).Intersect(latents.Region);
        var (height, width) = (seen.Size.Height, seen.Size.Width);
        var values = Scratch.Grow(ref buffers.Values, latents.Channels * height * width).Span;
        latents.Take(seen, config.LatentStd, config.LatentMean, values);
        var noise = Scratch.Grow(ref buffers.Noise, NoiseChannels * NoiseScale * NoiseScale * height * width).Span;
        var grains = new Region(0, seen.Y * NoiseScale, seen.X * NoiseScale, new Extent(1, height * NoiseScale, width * NoiseScale));
        PhiloxNoise.Fill(seed, NoiseStream.Decoder, stage, grains, NoiseChannels, noise);
        var pixels = Scratch.Grow(ref buffers.Pixels, 3 * Scale * Scale * height * width).Span;
        decoder.Decode(height, width, values, noise, pixels);

        var plane = Scale * Scale * height * width;
        var (top, left) = ((core.Y - seen.Y) * Scale, (core.X - seen.X) * Scale);
        for (var y = 0; y < core.Size.Height * Scale; y++)
        {
            var source = ((top + y) * width * Scale) + left;
            var line = target.Slice(y * stride, core.Size.Width * Scale * 3);
            for (var x = 0; x < core.Size.Width * Scale; x++)
            {
                line[3 * x] = ToByte(pixels[source + x]);
                line[(3 * x) + 1] = ToByte(pixels[plane + source + x]);
                line[(3 * x) + 2] = ToByte(pixels[(2 * plane) + source + x]);
            }
        }
    }

    static byte ToByte(float value) => (byte)Math.Clamp((value * 127.5f) + 128f, 0, 255);

    /// <summary>What the tiles of one canvas are decoded with, one after another.</summary>
    sealed class Buffers
    {
        public float[] Values = [];
        public float[] Noise = [];
        public float[] Pixels = [];
    }
}
