using System.Runtime.InteropServices;
using Tessera.Kernels;
using Tessera.Models.Autoencoders;
using Tessera.Models.Parameters;
using static TorchSharp.torch;

namespace Tessera.Models.Inference;

/// <summary>
/// The decoder on the CPU: one network of fused convolutions, the same function as <see cref="TorchDecoder"/>. A pixel has the same bits
/// whatever region it is decoded in (if that reaches far enough), and on any number of threads.
/// </summary>
public sealed unsafe class KernelDecoder : IPictureDecoder
{
    readonly ConvNet _net;
    readonly int _threads;

    /// <summary>Packs the parameters; the set is not needed afterwards.</summary>
    /// <param name="config">The autoencoder.</param>
    /// <param name="parameters">Its parameters, on the CPU.</param>
    /// <param name="threads">Threads of a call, 1 to 256.</param>
    /// <exception cref="InvalidDataException">A tensor is missing or has another shape.</exception>
    public KernelDecoder(AutoencoderConfig config, ParameterSet parameters, int threads)
    {
        _ = new Decoder(config, parameters); // checks that every tensor is there, in its shape
        _threads = threads;
        _net = Build(config, parameters);
    }

    /// <inheritdoc/>
    public void Decode(int height, int width, ReadOnlySpan<float> latents, ReadOnlySpan<float> noise, Span<float> pixels)
    {
        const int Scale = AutoencoderConfig.Downscale;
        const int Grain = AutoencoderConfig.NoiseScale;
        fixed (float* x = latents, z = noise, picture = pixels)
        {
            _net.Run(
                [new PlaneView(x, (long)height * width, width), new PlaneView(z, (long)Grain * height * Grain * width, Grain * width)],
                height,
                width,
                PictureView.Planar(picture, Scale * height, Scale * width),
                _threads);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _net.Dispose();

    /// <summary>The layers of <see cref="Decoder"/>, in its order.</summary>
    static ConvNet Build(AutoencoderConfig config, ParameterSet parameters)
    {
        var builder = new ConvNetBuilder();
        var latents = builder.Input(config.LatentChannels);
        var noise = builder.Input(AutoencoderConfig.NoiseChannels, AutoencoderConfig.NoiseScale);
        var x = builder.Conv(Layer("decoder.input"), latents);
        for (var level = 2; level >= 0; level--)
        {
            if (level < 2)
            {
                x = builder.Conv(Layer($"decoder.level{level}.up"), x, shuffle: 2);
            }

            if (level == 0)
            {
                x = builder.Conv(Layer("decoder.level0.input"), x);
            }

            for (var i = 0; i < config.DecoderBlocks[level]; i++)
            {
                var hidden = builder.Conv(Layer($"decoder.level{level}.block{i}.conv1"), builder.Silu(x));
                x = builder.Conv(Layer($"decoder.level{level}.block{i}.conv2"), builder.Silu(hidden), residual: x);
            }
        }

        var grain = builder.Conv(Layer("decoder.gain"), builder.Silu(x), factor: noise);
        builder.Conv(Layer("decoder.output", "decoder.grain"), builder.Silu(x), concatenated: grain, shuffle: 4);
        return builder.Build();

        // The sum of convolutions is one over all their inputs.
        ConvLayer Layer(params string[] names)
        {
            using var scope = NewDisposeScope();
            var weight = cat([.. names.Select(name => parameters.All[name + ".weight"])], 1); // [O,I1,k,k], [O,I2,k,k] -> [O,I1+I2,k,k]
            var bias = names.Select(name => (Tensor)parameters.All[name + ".bias"]).Aggregate((a, b) => a + b);
            return new((int)weight.shape[0], (int)weight.shape[2], Values(weight), Values(bias));
        }

        static float[] Values(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes).ToArray();
    }
}
