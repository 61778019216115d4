using Tessera.Models.Autoencoders;
using Tessera.Models.Checkpoints;
using Tessera.Models.Dit;
using Tessera.Models.Parameters;
using Tessera.Training.Autoencoders;
using Tessera.Training.Data;
using Tessera.Training.Diffusion;
using Tessera.Training.Evaluation;
using Tessera.Training.Terrain;
using static TorchSharp.torch;

namespace Tessera.Training;

/// <summary>Trains the checkpoint of procedural landscapes from nothing: scenes, autoencoder, latents, diffusion transformer, checkpoint folder.</summary>
public sealed class TrainingPipeline(TrainingOptions options, Action<string> log, SampleWriter samples)
{
    const int StatisticsRecords = 1000;
    const int SampleCount = 16;
    const int SampleEdge = 256;

    static DitConfig Network => new() { Tags = Landscape.Tags.Length };

    string Folder => options.Folder;

    string AutoencoderPath => Path.Combine(Folder, "autoencoder.safetensors");

    string ConfigPath => Path.Combine(Folder, "config.json");

    /// <summary>Runs one stage; one that is complete does nothing.</summary>
    public void Run(TrainingStage stage, CancellationToken cancel)
    {
        Directory.CreateDirectory(Folder);
        TakeOver();
        switch (stage)
        {
            case TrainingStage.Scenes: RenderScenes(cancel); break;
            case TrainingStage.Autoencoder: TrainAutoencoder(cancel); break;
            case TrainingStage.Grain: TrainGrain(cancel); break;
            case TrainingStage.Latents: EncodeLatents(cancel); break;
            case TrainingStage.Dit: TrainDit(cancel); break;
            case TrainingStage.Export: Export(); break;
            case TrainingStage.Evaluate: new Evaluator(options, log, samples).Run(cancel); break;
            default: throw new ArgumentOutOfRangeException(nameof(stage));
        }
    }

    /// <summary>Copies the weights of the checkpoint to start from, where the run has none yet.</summary>
    /// <exception cref="InvalidDataException">They are for another network than the one that is trained here.</exception>
    void TakeOver()
    {
        if (options.From is not { } from)
        {
            return;
        }

        if (CheckpointConfig.Load(Path.Combine(from, "config.json")).Dit != Network)
        {
            throw new InvalidDataException($"{from}: its network is not the one that this version trains: leave out --from, or use the version that made it");
        }

        foreach (var (source, target) in new[] { ("autoencoder.safetensors", AutoencoderPath), ("dit.safetensors", DitTrainer.ParametersPath(Folder)), ("dit.safetensors", DitTrainer.AveragePath(Folder)) })
        {
            if (!File.Exists(target))
            {
                File.Copy(Path.Combine(from, source), target);
                log($"took {Path.GetFileName(target)} from {from}");
            }
        }
    }

    void RenderScenes(CancellationToken cancel)
    {
        foreach (var (kind, count) in new[] { (SceneKind.Base, options.BaseScenes), (SceneKind.Finer, options.FinerScenes) })
        {
            using var file = SceneRenderer.Open(Folder, kind);
            SceneRenderer.RenderAll(file, kind, options.Seed, count, log, cancel);
        }
    }

    void TrainAutoencoder(CancellationToken cancel)
    {
        var (training, config) = (options.Autoencoder, new AutoencoderConfig());
        WithCrops(training.Batch, training.Crop, crops => new AutoencoderTrainer(config, training, Folder, log, samples).Train(crops, cancel));
    }

    void TrainGrain(CancellationToken cancel)
    {
        var (training, config) = (options.Grain, new AutoencoderConfig());
        WithCrops(training.Batch, training.Crop, crops => new GrainTrainer(config, training, Folder, log, samples).Train(crops, cancel));
    }

    /// <summary>Twice as many crops of finer scenes as of base ones: they are larger, and what is shipped at full size.</summary>
    void WithCrops(int batch, int crop, Action<SceneCrops> use)
    {
        using var basePictures = SceneRenderer.Open(Folder, SceneKind.Base);
        using var finer = SceneRenderer.Open(Folder, SceneKind.Finer);
        use(new SceneCrops([(SceneKind.Base, basePictures), (SceneKind.Finer, finer), (SceneKind.Finer, finer)], batch, CropMargin.Around(crop)));
    }

    void EncodeLatents(CancellationToken cancel)
    {
        var autoencoder = new AutoencoderConfig();
        using var parameters = ParameterSet.Load(AutoencoderPath);
        var encoder = new LatentEncoder(autoencoder, new Encoder(autoencoder, parameters), new Decoder(autoencoder, parameters));
        var files = new List<(SceneKind Kind, RecordFile File)>();
        manual_seed(options.Autoencoder.Seed);
        foreach (var kind in new[] { SceneKind.Base, SceneKind.Finer })
        {
            using var scenes = SceneRenderer.Open(Folder, kind);
            var latents = LatentEncoder.Open(Folder, kind, autoencoder);
            encoder.EncodeAll(kind, scenes, latents, log, cancel);
            files.Add((kind, latents));
        }

        var (mean, std) = LatentEncoder.Statistics(autoencoder, files, StatisticsRecords);
        files.ForEach(f => f.File.Dispose());
        new CheckpointConfig
        {
            Name = "terrain",
            NativeWindow = DitTrainer.NativeWindow,
            BaseWindow = SceneKind.BaseWindow,
            BaseMetresPerPixel = SceneKind.Base.MetresPerPixel[0],
            Autoencoder = autoencoder with { LatentMean = mean, LatentStd = std },
            Dit = Network,
            Tags = new(Landscape.Tags.Select(t => new Models.Prompts.Tag(t.Name, t.Group, t.Aliases))),
        }.Save(ConfigPath);
    }

    void TrainDit(CancellationToken cancel)
    {
        var config = CheckpointConfig.Load(ConfigPath);
        using var autoencoder = ParameterSet.Load(AutoencoderPath);
        var decoder = new Decoder(config.Autoencoder, autoencoder);
        using var baseFile = LatentEncoder.Open(Folder, SceneKind.Base, config.Autoencoder);
        using var finerFile = LatentEncoder.Open(Folder, SceneKind.Finer, config.Autoencoder);
        new DitTrainer(config.Dit, options.Dit, Folder, log).Train(
            new WindowSource(SceneKind.Base, baseFile, config.Autoencoder, config.Dit),
            new WindowSource(SceneKind.Finer, finerFile, config.Autoencoder, config.Dit),
            (step, average) => Sample(config, average, decoder, $"dit-{step:00000}"), cancel);
    }

    void Sample(CheckpointConfig config, ParameterSet average, Decoder decoder, string name)
    {
        using var scope = NewDisposeScope();
        var sampler = new PictureSampler(config, new DitNetwork(config.Dit, average), decoder);
        var weights = Enumerable.Range(0, SampleCount).SelectMany(i => Landscape.SampleTags((ulong)i)).ToArray();
        var tags = tensor(weights, [SampleCount, config.Dit.Tags]);
        var octaves = PictureSampler.Octaves(config, SampleEdge);
        var pictures = sampler.Whole(tags, SampleEdge, options.Dit.Seed);
        var finer = sampler.Middle(pictures, tags, octaves + 1, options.Dit.Seed);
        var finest = sampler.Middle(finer, tags, octaves + 2, options.Dit.Seed);
        samples.Write(name, cat([pictures, finer, finest], 0), SampleCount / 2);
    }

    void Export()
    {
        var target = Path.Combine(Folder, "checkpoint");
        Directory.CreateDirectory(target);
        File.Copy(ConfigPath, Path.Combine(target, "config.json"), overwrite: true);
        using var autoencoder = ParameterSet.Load(AutoencoderPath);
        autoencoder.Save(Path.Combine(target, "autoencoder.safetensors"), half: true);
        using var dit = ParameterSet.Load(DitTrainer.AveragePath(Folder));
        dit.Save(Path.Combine(target, "dit.safetensors"), half: true);
        log($"wrote {target}");
    }
}
