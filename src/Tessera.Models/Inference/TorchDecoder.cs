using System.Runtime.InteropServices;
using Tessera.Models.Autoencoders;
using Tessera.Models.Parameters;
using static TorchSharp.torch;

namespace Tessera.Models.Inference;

/// <summary>The decoder through plain torch calls: any device, and the reference for <see cref="KernelDecoder"/>.</summary>
public sealed class TorchDecoder(AutoencoderConfig config, ParameterSet parameters, Device device) : IPictureDecoder
{
    readonly Decoder _decoder = new(config, parameters);

    /// <inheritdoc/>
    public void Decode(int height, int width, ReadOnlySpan<float> latents, ReadOnlySpan<float> noise, Span<float> pixels)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var x = empty([1, config.LatentChannels, height, width], ScalarType.Float32);
        latents.CopyTo(MemoryMarshal.Cast<byte, float>(x.bytes));
        var z = empty([1, AutoencoderConfig.NoiseChannels, AutoencoderConfig.NoiseScale * height, AutoencoderConfig.NoiseScale * width], ScalarType.Float32);
        noise.CopyTo(MemoryMarshal.Cast<byte, float>(z.bytes));
        var decoded = _decoder.Forward(x.to(device), z.to(device)).cpu().contiguous();
        MemoryMarshal.Cast<byte, float>(decoded.bytes).CopyTo(pixels);
    }

    /// <inheritdoc/>
    public void Dispose() => parameters.Dispose();
}
