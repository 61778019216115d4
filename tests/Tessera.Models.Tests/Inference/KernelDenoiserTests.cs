using Tessera.Models.Dit;
using Tessera.Models.Inference;
using static TorchSharp.torch;

namespace Tessera.Models.Tests.Inference;

public sealed class KernelDenoiserTests
{
    [Theory]
    [InlineData(1, 3, 4, false)]
    [InlineData(2, 5, 2, true)]
    [InlineData(3, 16, 16, true)]
    public void EqualsTorch(int count, int rows, int columns, bool coarse)
    {
        var config = RandomNetworks.Dit;
        using var parameters = RandomNetworks.DitParameters(1);
        using var ours = new KernelDenoiser(config, parameters, threads: 2);
        using var theirs = new TorchDenoiser(config, parameters.Copy(), CPU);
        var input = Input(count, rows, columns, coarse);
        var (a, b) = (Evaluate(ours, input), Evaluate(theirs, input));
        var scale = b.Max(Math.Abs);
        scale.ShouldBeGreaterThan(0.01f);
        a.Zip(b).Max(p => Math.Abs(p.First - p.Second)).ShouldBeLessThan(1e-4f * scale);
    }

    [Fact]
    public void HasTheSameBitsInAnyBatchOnAnyThreads()
    {
        using var parameters = RandomNetworks.DitParameters(2);
        using var one = new KernelDenoiser(RandomNetworks.Dit, parameters, threads: 1);
        using var three = new KernelDenoiser(RandomNetworks.Dit, parameters, threads: 3);
        var input = Input(3, 5, 7, coarse: true);
        var together = Evaluate(three, input);
        var (latents, pixels) = (input.Latents.Length / 3, input.Coarse!.Value.Length / 3);
        for (var i = 0; i < 3; i++)
        {
            var alone = Evaluate(one, input with
            {
                Origins = [input.Origins[i]],
                Latents = input.Latents.Slice(i * latents, latents),
                Coarse = input.Coarse.Value.Slice(i * pixels, pixels),
            });
            alone.ShouldBe(together.AsSpan(i * latents, latents).ToArray());
        }
    }

    static float[] Evaluate(IDenoiser denoiser, DenoiserInput input)
    {
        var velocity = new float[input.Latents.Length];
        denoiser.Evaluate(input, velocity);
        return velocity;
    }

    static DenoiserInput Input(int count, int rows, int columns, bool coarse)
    {
        var random = new Random((count * 100) + rows);
        var config = RandomNetworks.Dit;
        return new DenoiserInput
        {
            Rows = rows,
            Columns = columns,
            Origins = [.. Enumerable.Range(0, count).Select(_ => (random.Next(50), random.Next(50)))],
            Latents = Normal(count * config.LatentChannels * rows * columns * 4),
            Time = 0.7f,
            Zoom = 4,
            Tags = new float[] { 0, 1, 0.5f, 0, 0.2f },
            Coarse = coarse ? Normal(count * rows * columns * DitConfig.CoarseValues) : default(ReadOnlyMemory<float>?),
        };

        float[] Normal(int length) => [.. Enumerable.Range(0, length).Select(_ => (float)((random.NextDouble() * 3) - 1.5))];
    }
}
