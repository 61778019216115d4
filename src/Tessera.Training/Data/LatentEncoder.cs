using System.Runtime.InteropServices;
using Tessera.Models.Autoencoders;
using Tessera.Training.Autoencoders;
using static TorchSharp.torch;

namespace Tessera.Training.Data;

/// <summary>
/// Turns scenes into what the diffusion transformer is trained on: header, latents as float16 [C, h, w], and the parent as the decoder
/// draws it, RGB8, since that is what the network will see of the stage before.
/// </summary>
public sealed class LatentEncoder(AutoencoderConfig config, Encoder encoder, Decoder decoder)
{
    /// <summary>Bytes of a record.</summary>
    public static int RecordBytes(SceneKind kind, AutoencoderConfig config) => SceneHeader.Bytes + LatentBytes(kind, config) + kind.ParentBytes;

    /// <summary>Bytes of a record's latents.</summary>
    public static int LatentBytes(SceneKind kind, AutoencoderConfig config)
    {
        var edge = kind.Size / AutoencoderConfig.Downscale;
        return config.LatentChannels * edge * edge * 2;
    }

    /// <summary>Opens the file of a kind's latents.</summary>
    public static RecordFile Open(string folder, SceneKind kind, AutoencoderConfig config) =>
        new(Path.Combine(folder, $"latents-{kind.Name}.bin"), RecordBytes(kind, config));

    /// <summary>Encodes scenes until the latents have as many; goes on where an earlier run was stopped.</summary>
    public void EncodeAll(SceneKind kind, RecordFile scenes, RecordFile latents, Action<string> log, CancellationToken cancel)
    {
        var scene = new byte[scenes.RecordBytes];
        var record = new byte[latents.RecordBytes];
        while (latents.Count < scenes.Count)
        {
            cancel.ThrowIfCancellationRequested();
            scenes.Read(latents.Count, scene);
            Encode(kind, scene, record);
            latents.Append(record);
            if (latents.Count % 200 == 0 || latents.Count == scenes.Count)
            {
                log($"latents {kind.Name} {latents.Count}/{scenes.Count}");
            }
        }
    }

    /// <summary>
    /// Mean of each channel, and one standard deviation for all of them, over up to <paramref name="limit"/> records of each file. One for all
    /// keeps the channels' proportions: those that say little stay small, and cost diffusion little.
    /// </summary>
    public static (float[] Mean, float[] Std) Statistics(AutoencoderConfig config, IReadOnlyList<(SceneKind Kind, RecordFile File)> latents, int limit)
    {
        var sums = new double[config.LatentChannels];
        var squares = new double[config.LatentChannels];
        long count = 0;
        foreach (var (kind, file) in latents)
        {
            var record = new byte[file.RecordBytes];
            for (var index = 0; index < Math.Min(limit, file.Count); index++)
            {
                file.Read(index, record);
                var values = MemoryMarshal.Cast<byte, Half>(record.AsSpan(SceneHeader.Bytes, LatentBytes(kind, config)));
                var plane = values.Length / config.LatentChannels;
                count += plane;
                for (var i = 0; i < values.Length; i++)
                {
                    var value = (double)values[i];
                    sums[i / plane] += value;
                    squares[i / plane] += value * value;
                }
            }
        }

        var mean = sums.Select(s => (float)(s / count)).ToArray();
        var variance = squares.Select((s, c) => (s / count) - ((double)mean[c] * mean[c])).Average();
        return (mean, [.. Enumerable.Repeat((float)Math.Sqrt(Math.Max(1e-12, variance)), mean.Length)]);
    }

    void Encode(SceneKind kind, ReadOnlySpan<byte> scene, Span<byte> record)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        scene[..SceneHeader.Bytes].CopyTo(record);
        var latents = encoder.Forward(Picture(scene.Slice(SceneHeader.Bytes, kind.PixelBytes), kind.Size));
        var half = latents.to(ScalarType.Float16).contiguous();
        half.bytes.CopyTo(record[SceneHeader.Bytes..]);
        if (kind.HasParent)
        {
            var parent = encoder.Forward(Picture(scene.Slice(SceneHeader.Bytes + kind.PixelBytes, kind.ParentBytes), kind.ParentSize));
            var drawn = decoder.Forward(parent, LatentNoise.Grain(parent)).select(0, 0).permute(1, 2, 0).contiguous(); // [1,3,H,W] -> [H,W,3]
            var values = drawn.data<float>().ToArray();
            var target = record[(SceneHeader.Bytes + LatentBytes(kind, config))..];
            for (var i = 0; i < values.Length; i++)
            {
                target[i] = Pixels.ToByte(values[i]);
            }
        }
    }

    static Tensor Picture(ReadOnlySpan<byte> pixels, int size)
    {
        var planes = new float[3 * size * size];
        Pixels.CopyToPlanes(pixels, size, 0, 0, size, planes);
        return tensor(planes, [1, 3, size, size]);
    }
}
