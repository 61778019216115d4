using Tessera.Models.Autoencoders;
using Tessera.Models.Checkpoints;
using Tessera.Models.Dit;
using Tessera.Models.Parameters;
using Tessera.Training.Diffusion;
using Tessera.Training.Terrain;

namespace Tessera.Training.Evaluation;

/// <summary>
/// Measures what a trained run draws against data that it has never seen: colours, spectrum, and whether a classifier trained on data finds
/// the tags that were asked for. Writes <c>evaluation.md</c> and a contact sheet; keeps its pictures in the folder <c>evaluation</c>.
/// </summary>
sealed class Evaluator(TrainingOptions options, Action<string> log, SampleWriter sheets)
{
    string ConfigPath => Path.Combine(options.Folder, "config.json");

    string AutoencoderPath => Path.Combine(options.Folder, "autoencoder.safetensors");

    string DitPath => DitTrainer.AveragePath(options.Folder);

    /// <summary>Measures the run; goes on where an earlier measurement was stopped.</summary>
    /// <exception cref="InvalidDataException">The run is not trained, or knows other tags than the landscapes.</exception>
    public void Run(CancellationToken cancel)
    {
        var config = CheckpointConfig.Load(ConfigPath);
        Require(config);
        var weights = EvaluationPictures.Key(new[] { ConfigPath, AutoencoderPath, DitPath }.Select(File.ReadAllBytes));
        using var autoencoder = ParameterSet.Load(AutoencoderPath);
        using var dit = ParameterSet.Load(DitPath);
        var decoder = new Decoder(config.Autoencoder, autoencoder);
        var evaluation = options.Evaluation;
        var folder = Directory.CreateDirectory(Path.Combine(options.Folder, "evaluation")).FullName;
        var pictures = new EvaluationPictures(config, evaluation.Edge, weights, evaluation.Seed, folder, log, cancel);
        using var reference = pictures.Render("reference", options.Seed + 1, evaluation.Pictures);
        using var data = pictures.Render("data", options.Seed + 2, evaluation.Pictures);
        using var decoded = pictures.Decode(data, new Encoder(config.Autoencoder, autoencoder), decoder);
        using var samples = pictures.Sample(data, new PictureSampler(config, new DitNetwork(config.Dit, dit), decoder));
        var sheet = ContactSheet.Arrange([.. Enumerable.Range(0, data.Count).Select(scene => PictureRecords.Weights(data.Read(scene)))]);
        ContactSheet.Write(sheets, sheet, data, samples);

        using var lessons = pictures.Render("classifier", options.Seed + 3, evaluation.ClassifierPictures, half: true);
        using var parameters = ParameterSet.CreateNew();
        var classifier = new TagClassifierTrainer(lessons, log).Train(parameters, evaluation.ClassifierSteps, evaluation.Seed, cancel);
        PictureMeasures Measure(PictureSet set) => PictureMeasures.Of(set, evaluation.Pictures, classifier);
        var report = new EvaluationReport(
            config, weights, options, data.Edge, Measure(reference), Measure(data), Measure(decoded), Measure(samples)).Write(sheet);
        File.WriteAllText(Path.Combine(options.Folder, "evaluation.md"), report);
        foreach (var line in report.TrimEnd().Split('\n'))
        {
            log(line);
        }
    }

    void Require(CheckpointConfig config)
    {
        if (!config.Tags.Tags.Select(tag => tag.Name).SequenceEqual(Landscape.Tags.Select(tag => tag.Name), StringComparer.Ordinal))
        {
            throw new InvalidDataException($"{ConfigPath}: its tags are not those of the landscapes; evaluate with the version that trained it");
        }

        foreach (var path in new[] { AutoencoderPath, DitPath }.Where(path => !File.Exists(path)))
        {
            throw new InvalidDataException($"{path} is missing: run the stages Autoencoder, Latents and Dit before Evaluate");
        }
    }
}
