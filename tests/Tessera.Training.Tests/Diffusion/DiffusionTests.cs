using Tessera.Models.Autoencoders;
using Tessera.Models.Checkpoints;
using Tessera.Models.Dit;
using Tessera.Models.Prompts;
using Tessera.Training.Diffusion;

namespace Tessera.Training.Tests.Diffusion;

public sealed class DiffusionTests
{
    [Fact]
    public void TimestepsAreOneFromEachSliceOfAboutTheLogitNormalDistribution()
    {
        const int Count = 10_000;
        using var times = DitTrainer.Times(Count);
        var normal = times.data<float>().ToArray().Select(t => Math.Log(t / (1 - t))).ToArray();
        normal.ShouldBeInOrder();
        foreach (var (quantile, expected) in new[] { (0.0228, -2.0), (0.1587, -1.0), (0.5, 0.0), (0.8413, 1.0), (0.9772, 2.0) })
        {
            // The share below is what the approximation promises: within 0.01 of the normal distribution's.
            (normal.Count(n => n < expected) / (double)Count).ShouldBe(quantile, 0.0101);
        }
    }

    [Fact]
    public void OctavesAreDoublingsOfTheBaseStage()
    {
        var config = new CheckpointConfig { BaseWindow = 3, Autoencoder = new AutoencoderConfig(), Dit = new DitConfig(), Tags = new TagVocabulary([new Tag("alpine", "biome", ["alps"])]) };
        PictureSampler.Octaves(config with { BaseWindow = 2 }, 64).ShouldBe(0);
        PictureSampler.Octaves(config with { BaseWindow = 2 }, 256).ShouldBe(2);
        PictureSampler.Octaves(config, 384).ShouldBe(2);
        Should.Throw<InvalidDataException>(() => PictureSampler.Octaves(config, 256)).Message.ShouldContain("96 pixels");
        Should.Throw<InvalidDataException>(() => PictureSampler.Octaves(config, 32));
    }
}
