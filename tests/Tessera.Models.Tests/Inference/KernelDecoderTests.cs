using Tessera.Models.Autoencoders;
using Tessera.Models.Inference;
using static TorchSharp.torch;

namespace Tessera.Models.Tests.Inference;

public sealed class KernelDecoderTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 9)]
    [InlineData(17, 6)]
    public void EqualsTorch(int height, int width)
    {
        var config = RandomNetworks.Autoencoder;
        using var parameters = RandomNetworks.DecoderParameters(3);
        using var ours = new KernelDecoder(config, parameters, threads: 2);
        using var theirs = new TorchDecoder(config, parameters.Copy(), CPU);
        var random = new Random(height);
        var latents = Values(config.LatentChannels * height * width);
        var noise = Values(AutoencoderConfig.NoiseChannels * 16 * height * width);
        var (a, b) = (new float[3 * 256 * height * width], new float[3 * 256 * height * width]);
        ours.Decode(height, width, latents, noise, a);
        theirs.Decode(height, width, latents, noise, b);
        b.Max(Math.Abs).ShouldBeGreaterThan(0.01f);
        a.Zip(b).Max(p => Math.Abs(p.First - p.Second)).ShouldBeLessThan(1e-4f * b.Max(Math.Abs));

        float[] Values(int length) => [.. Enumerable.Range(0, length).Select(_ => (float)((random.NextDouble() * 2) - 1))];
    }
}
