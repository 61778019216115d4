using System.CommandLine;
using System.Globalization;
using Tessera.Media.Png;
using Tessera.Training;
using Tessera.Training.Autoencoders;
using Tessera.Training.Diffusion;
using Tessera.Training.Evaluation;

namespace Tessera.Cli.Commands;

/// <summary>`tessera train`: makes the shipped checkpoint from nothing.</summary>
static class TrainCommand
{
    public static Command Create(TimeProvider time)
    {
        var folder = new Option<DirectoryInfo>("--run") { Description = "Folder of the run. What it holds is not made again.", Required = true };
        var stage = new Option<TrainingStage?>("--stage") { Description = "Run only this part." };
        var baseScenes = new Option<int?>("--base-scenes") { Description = "Pictures of 256x256, from so far above that a base stage sees a region, to render." };
        var finerScenes = new Option<int?>("--finer-scenes") { Description = "Pictures of 768x768, with their coarser parents, to render." };
        var autoencoderSteps = new Option<int?>("--autoencoder-steps") { Description = "Steps of the autoencoder." };
        var autoencoderRate = new Option<double?>("--autoencoder-rate") { Description = "Peak learning rate of the autoencoder; less where it starts from trained weights." };
        var grainSteps = new Option<int?>("--grain-steps") { Description = "Steps of the decoder's grain: texture for what latents do not say." };
        var ditSteps = new Option<int?>("--dit-steps") { Description = "Steps of the diffusion transformer." };
        var ditTokens = new Option<int?>("--dit-tokens") { Description = "Tokens a step of the diffusion transformer." };
        var ditRate = new Option<double?>("--dit-rate") { Description = "Peak learning rate of AdamW in the diffusion transformer: of all but its hidden matrices, which Muon trains." };
        var baseShare = new Option<double?>("--base-share") { Description = "Share of steps on base pictures." };
        var evaluationPictures = new Option<int?>("--evaluation-pictures") { Description = "Pictures for each group of tags to measure." };
        var from = new Option<DirectoryInfo?>("--from") { Description = "Checkpoint whose weights a new run starts from." };
        var threads = new Option<int>("--threads") { Description = "CPU threads.", DefaultValueFactory = _ => Environment.ProcessorCount };
        var command = new Command("train", "Train the checkpoint of procedural landscapes; goes on where an earlier run stopped.")
        {
            folder, stage, baseScenes, finerScenes, autoencoderSteps, autoencoderRate, grainSteps, ditSteps, ditTokens, ditRate, baseShare, evaluationPictures, from, threads,
        };
        command.SetAction((result, cancel) =>
        {
            var (autoencoder, grain, dit, evaluation) = (new AutoencoderTrainingOptions(), new GrainTrainingOptions(), new DitTrainingOptions(), new EvaluationOptions());
            var options = new TrainingOptions { Folder = result.GetRequiredValue(folder).FullName, From = result.GetValue(from)?.FullName };
            options = options with
            {
                BaseScenes = result.GetValue(baseScenes) ?? options.BaseScenes,
                FinerScenes = result.GetValue(finerScenes) ?? options.FinerScenes,
                Autoencoder = autoencoder with
                {
                    Steps = result.GetValue(autoencoderSteps) ?? autoencoder.Steps,
                    LearningRate = result.GetValue(autoencoderRate) ?? autoencoder.LearningRate,
                },
                Grain = grain with { Steps = result.GetValue(grainSteps) ?? grain.Steps },
                Dit = dit with
                {
                    Steps = result.GetValue(ditSteps) ?? dit.Steps,
                    Tokens = result.GetValue(ditTokens) ?? dit.Tokens,
                    LearningRate = result.GetValue(ditRate) ?? dit.LearningRate,
                    BaseShare = result.GetValue(baseShare) ?? dit.BaseShare,
                },
                Evaluation = evaluation with { Pictures = result.GetValue(evaluationPictures) ?? evaluation.Pictures },
            };
            if (options.Evaluation.Pictures is < 1 or > 10_000)
            {
                throw new UsageException($"--evaluation-pictures cannot be {options.Evaluation.Pictures}: use 1 to 10000");
            }

            Run(options, result.GetValue(stage), result.GetValue(threads), time, cancel);
            return Task.FromResult(cancel.IsCancellationRequested ? ExitCode.Cancelled : ExitCode.Done);
        });
        return command;
    }

    static void Run(TrainingOptions options, TrainingStage? only, int threads, TimeProvider time, CancellationToken cancel)
    {
        TorchSharp.torch.set_num_threads(threads);
        Directory.CreateDirectory(options.Folder);
        using var log = new StreamWriter(Path.Combine(options.Folder, "training.log"), append: true) { AutoFlush = true };
        void Log(string line)
        {
            var stamped = string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyy-MM-dd HH:mm:ss} {line}");
            Console.Error.WriteLine(stamped);
            log.WriteLine(stamped);
        }

        var samples = Directory.CreateDirectory(Path.Combine(options.Folder, "samples")).FullName;
        var pipeline = new TrainingPipeline(options, Log, new SampleWriter((name, width, height, pixels) => WritePng(Path.Combine(samples, name + ".png"), width, height, pixels)));
        foreach (var stage in only is { } one ? [one] : Enum.GetValues<TrainingStage>())
        {
            if (!cancel.IsCancellationRequested)
            {
                pipeline.Run(stage, cancel);
            }
        }
    }

    static void WritePng(string path, int width, int height, byte[] pixels)
    {
        using var writer = PngWriter.Create(path, width, height);
        writer.WriteRows(pixels);
        writer.Complete();
    }
}
