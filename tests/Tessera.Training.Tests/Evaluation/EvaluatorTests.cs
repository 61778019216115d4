using Tessera.Models.Autoencoders;
using Tessera.Models.Checkpoints;
using Tessera.Models.Dit;
using Tessera.Models.Parameters;
using Tessera.Models.Prompts;
using Tessera.Training.Evaluation;
using Tessera.Training.Terrain;
using static TorchSharp.torch;

namespace Tessera.Training.Tests.Evaluation;

[Collection("torch's random state")] // shared by the process, so one test at a time
public class EvaluatorTests
{
    /// <summary>A whole measurement of networks that have learned nothing, which must not pass.</summary>
    [Fact]
    public void UntrainedNetworksFailAndTheReportSaysSoTwiceAlike()
    {
        using var folder = new TemporaryFolder();
        WriteRun(folder.Path);
        var (report, sheet, lines) = Run(folder.Path);
        sheet.ShouldBe((8 * 32, 16 * 32)); // 8 pairs of rows
        report.ShouldContain("bars passed");
        report.ShouldContain("--evaluation-pictures 4");
        report.Split('\n').Count(line => line.EndsWith("| **fail** |", StringComparison.Ordinal)).ShouldBeGreaterThan(6);
        lines.ShouldContain(line => line.StartsWith("evaluation samples ", StringComparison.Ordinal));

        var (again, _, fewer) = Run(folder.Path);
        again.ShouldBe(report);
        fewer.ShouldNotContain(line => line.StartsWith("evaluation samples ", StringComparison.Ordinal));
    }

    [Fact]
    public void ARunWithoutParametersIsRefused()
    {
        using var folder = new TemporaryFolder();
        WriteRun(folder.Path);
        File.Delete(Path.Combine(folder.Path, "dit-ema.safetensors"));
        Should.Throw<InvalidDataException>(() => Run(folder.Path)).Message.ShouldContain("dit-ema.safetensors is missing");
    }

    static (string Report, (int Width, int Height) Sheet, List<string> Lines) Run(string folder)
    {
        var options = new TrainingOptions { Folder = folder, Evaluation = new EvaluationOptions { Edge = 64, Pictures = 4, ClassifierPictures = 8, ClassifierSteps = 3 } };
        var (lines, sheet) = (new List<string>(), (0, 0));
        new TrainingPipeline(options, lines.Add, new SampleWriter((_, width, height, _) => sheet = (width, height))).Run(TrainingStage.Evaluate, CancellationToken.None);
        return (File.ReadAllText(Path.Combine(folder, "evaluation.md")), sheet, lines);
    }

    static void WriteRun(string folder)
    {
        _ = manual_seed(1);
        var config = new CheckpointConfig
        {
            BaseWindow = 2, // 64 pixels
            Autoencoder = new AutoencoderConfig { Widths = [8, 8, 8], LatentMean = new float[16], LatentStd = [.. Enumerable.Repeat(1f, 16)] },
            Dit = new DitConfig { Width = 32, Heads = 1, Depth = 1, Tags = Landscape.Tags.Length },
            Sampling = new SamplingConfig { BaseSteps = 1 },
            Tags = new TagVocabulary(Landscape.Tags.Select(tag => new Models.Prompts.Tag(tag.Name, tag.Group, tag.Aliases))),
        };
        config.Save(Path.Combine(folder, "config.json"));
        using var autoencoder = ParameterSet.CreateNew();
        _ = (new Encoder(config.Autoencoder, autoencoder), new Decoder(config.Autoencoder, autoencoder));
        autoencoder.Save(Path.Combine(folder, "autoencoder.safetensors"), half: false);
        using var dit = ParameterSet.CreateNew();
        _ = new DitNetwork(config.Dit, dit);
        dit.Save(Path.Combine(folder, "dit-ema.safetensors"), half: false);
    }
}
