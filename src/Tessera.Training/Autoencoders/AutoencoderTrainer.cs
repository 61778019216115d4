using System.Globalization;
using Tessera.Models.Autoencoders;
using Tessera.Models.Parameters;
using Tessera.Training.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Tessera.Training.Autoencoders;

/// <summary>Trains the autoencoder, all but the decoder's grain, on random crops of rendered scenes.</summary>
sealed class AutoencoderTrainer(AutoencoderConfig config, AutoencoderTrainingOptions options, string folder, Action<string> log, SampleWriter samples)
{
    const double LatentPenalty = 1e-4;

    string ParametersPath => Path.Combine(folder, "autoencoder.safetensors");

    /// <summary>Trains to the last step, from nothing, from the weights that are there, or from the last step saved.</summary>
    /// <param name="crops">Crops to learn from, with their margin.</param>
    /// <param name="cancel">Stops after the current step, which is saved.</param>
    public void Train(SceneCrops crops, CancellationToken cancel)
    {
        var progress = new StepFile(folder, "autoencoder");
        var step = progress.Read();
        manual_seed(options.Seed);
        using var parameters = File.Exists(ParametersPath) ? ParameterSet.Load(ParametersPath, trainable: true) : ParameterSet.CreateNew();
        var (encoder, decoder) = (new Encoder(config, parameters), new Decoder(config, parameters));
        using var optimizer = optim.AdamW(parameters.All.Values, options.LearningRate, beta1: 0.9, beta2: 0.99, weight_decay: 1e-4);
        var first = progress.Restore(optimizer);
        var pace = new Pace();
        var average = 0.0;
        for (; step < options.Steps && !cancel.IsCancellationRequested; step++)
        {
            manual_seed(options.Seed + step);
            var rate = LearningRate.At(step, first, options.Steps, options.LearningRate);
            optimizer.ParamGroups.First().LearningRate = rate;
            using var scope = NewDisposeScope();
            var scene = crops.Next(new Random(options.Seed + (7919 * step)));
            var target = CropMargin.CutPixels(scene);
            var latents = CropMargin.CutLatents(encoder.Forward(scene));
            var decoded = decoder.Picture(decoder.Features(LatentNoise.Disturb(latents, options.LatentNoise)));
            var loss = AutoencoderLoss.Of(decoded, target, options.TextureWeight) + (latents.pow(2).mean() * LatentPenalty);
            optimizer.zero_grad();
            loss.backward();
            nn.utils.clip_grad_norm_(parameters.All.Values, 1.0);
            optimizer.step();

            average = average == 0 ? loss.ToDouble() : (0.98 * average) + (0.02 * loss.ToDouble());
            if ((step + 1) % 25 == 0)
            {
                var mse = (decoded - target).pow(2).mean().ToDouble() / 4;
                log(string.Create(CultureInfo.InvariantCulture,
                    $"autoencoder step {step + 1}/{options.Steps} loss {average:0.0000} psnr {-10 * Math.Log10(mse):0.00} dB rms {latents.pow(2).mean().sqrt().ToDouble():0.00} rate {rate:0.0e0} {pace.Next(25):0.00} steps/s"));
            }

            if ((step + 1) % options.SaveEvery == 0 || step + 1 == options.Steps || cancel.IsCancellationRequested)
            {
                parameters.Save(ParametersPath, half: false);
                progress.Write(step + 1, optimizer);
                samples.Write($"autoencoder-{step + 1:00000}", cat([target, decoded.detach()], 0), columns: options.Batch);
            }
        }
    }
}
