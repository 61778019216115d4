using Tessera.Models.Autoencoders;
using Tessera.Models.Checkpoints;
using Tessera.Models.Dit;
using Tessera.Models.Prompts;
using Tessera.Training.Terrain;
using Tessera.Training.Tests.Evaluation;

namespace Tessera.Training.Tests;

/// <summary>A whole training in small: every stage runs, goes on where it stopped, and ends in a checkpoint that can draw.</summary>
public sealed class TrainingPipelineTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly List<string> _log = [];
    readonly List<string> _samples = [];

    [Fact]
    public void TrainsFromNothingToACheckpointAndResumes()
    {
        Run(Options(steps: 1));
        Run(Options(steps: 2));
        _log.Count(line => line.StartsWith("scenes", StringComparison.Ordinal)).ShouldBe(2, "scenes are not rendered again");
        _samples.ShouldBe(["autoencoder-00001", "grain-00001", "dit-00001", "autoencoder-00002", "grain-00002", "dit-00002"]);
        File.ReadAllText(Path.Combine(_folder.Path, "dit.step")).ShouldBe("2");

        var checkpoint = Checkpoint.Open(Path.Combine(_folder.Path, "checkpoint"));
        checkpoint.Config.Tags.Tags.Length.ShouldBeGreaterThanOrEqualTo(40);
        using var denoiser = checkpoint.CreateDenoiser("cpu", threads: 1);
        using var decoder = checkpoint.CreateDecoder("cpu", threads: 1);
        var pixels = new float[3 * 256];
        decoder.Decode(1, 1, new float[16], new float[256], pixels);
        pixels.ShouldAllBe(value => float.IsFinite(value));
    }

    [Fact]
    public void StartsFromACheckpoint()
    {
        using var checkpoint = new TemporaryFolder();
        foreach (var name in new[] { "autoencoder.safetensors", "dit.safetensors" })
        {
            File.WriteAllText(Path.Combine(checkpoint.Path, name), name);
        }

        Config(new()).Save(Path.Combine(checkpoint.Path, "config.json"));
        Run(Options(steps: 1) with { From = checkpoint.Path }, TrainingStage.Scenes);
        File.ReadAllText(Path.Combine(_folder.Path, "autoencoder.safetensors")).ShouldBe("autoencoder.safetensors");
        File.ReadAllText(Path.Combine(_folder.Path, "dit-ema.safetensors")).ShouldBe("dit.safetensors");
    }

    [Fact]
    public void RefusesToStartFromAnotherNetwork()
    {
        using var checkpoint = new TemporaryFolder();
        Config(new() { Depth = 2 }).Save(Path.Combine(checkpoint.Path, "config.json"));
        Should.Throw<InvalidDataException>(() => Run(Options(steps: 1) with { From = checkpoint.Path }, TrainingStage.Scenes))
            .Message.ShouldContain("its network is not the one that this version trains");
    }

    public void Dispose() => _folder.Dispose();

    void Run(TrainingOptions options)
    {
        foreach (var stage in new[] { TrainingStage.Scenes, TrainingStage.Autoencoder, TrainingStage.Grain, TrainingStage.Latents, TrainingStage.Dit, TrainingStage.Export })
        {
            Run(options, stage);
        }
    }

    void Run(TrainingOptions options, TrainingStage stage) => new TrainingPipeline(options, _log.Add, Samples()).Run(stage, CancellationToken.None);

    static CheckpointConfig Config(DitConfig dit) => new()
    {
        Autoencoder = new AutoencoderConfig { LatentMean = new float[16], LatentStd = [.. Enumerable.Repeat(1f, 16)] },
        Dit = dit with { Tags = Landscape.Tags.Length },
        Tags = new TagVocabulary(Landscape.Tags.Select(tag => new Models.Prompts.Tag(tag.Name, tag.Group, tag.Aliases))),
    };

    SampleWriter Samples() => new((name, width, height, pixels) =>
    {
        pixels.Length.ShouldBe(width * height * 3);
        _samples.Add(name);
    });

    TrainingOptions Options(int steps) => new()
    {
        Folder = _folder.Path,
        BaseScenes = 2,
        FinerScenes = 1,
        Autoencoder = new() { Steps = steps, Batch = 1, Crop = 64 },
        Grain = new() { Steps = steps, Batch = 1, Crop = 64 },
        Dit = new() { Steps = steps, Tokens = 64 },
    };
}
