using System.Globalization;
using Tessera.Models.Autoencoders;
using Tessera.Models.Parameters;
using Tessera.Training.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Tessera.Training.Autoencoders;

/// <summary>
/// Trains the grain of a trained decoder, for texture alone. The picture stays as it is: asked for distance and texture at once, the one
/// would wipe out what the other draws.
/// </summary>
sealed class GrainTrainer(AutoencoderConfig config, GrainTrainingOptions options, string folder, Action<string> log, SampleWriter samples)
{
    string AutoencoderPath => Path.Combine(folder, "autoencoder.safetensors");

    /// <summary>Trains to the last step, or on from the last step saved.</summary>
    /// <param name="crops">Crops to learn from, with their margin.</param>
    /// <param name="cancel">Stops after the current step, which is saved.</param>
    public void Train(SceneCrops crops, CancellationToken cancel)
    {
        var progress = new StepFile(folder, "grain");
        var step = progress.Read();
        manual_seed(options.Seed);
        using var parameters = ParameterSet.Load(AutoencoderPath, trainable: true);
        var (encoder, decoder) = (new Encoder(config, parameters), new Decoder(config, parameters));
        using var optimizer = optim.AdamW(decoder.GrainParameters, options.LearningRate, beta1: 0.5, beta2: 0.99, weight_decay: 1e-4);
        var (first, pace) = (progress.Restore(optimizer), new Pace());
        for (; step < options.Steps && !cancel.IsCancellationRequested; step++)
        {
            manual_seed(options.Seed + step);
            optimizer.ParamGroups.First().LearningRate = LearningRate.At(step, first, options.Steps, options.LearningRate);
            using var scope = NewDisposeScope();
            var scene = crops.Next(new Random(options.Seed + (7919 * step)));
            var target = CropMargin.CutPixels(scene);
            var decoded = Decode(encoder, decoder, scene);

            var loss = AutoencoderLoss.Texture(decoded, target);
            optimizer.zero_grad();
            loss.backward();
            optimizer.step();

            if ((step + 1) % 25 == 0)
            {
                log(string.Create(CultureInfo.InvariantCulture,
                    $"grain step {step + 1}/{options.Steps} loss {loss.ToDouble():0.0000} {pace.Next(25):0.00} steps/s"));
            }

            if ((step + 1) % options.SaveEvery == 0 || step + 1 == options.Steps || cancel.IsCancellationRequested)
            {
                parameters.Save(AutoencoderPath, half: false);
                progress.Write(step + 1, optimizer);
                samples.Write($"grain-{step + 1:00000}", cat([target, decoded.detach()], 0), columns: options.Batch);
            }
        }
    }

    /// <summary>A scene without its margin, from its latents; only the grain has gradients.</summary>
    Tensor Decode(Encoder encoder, Decoder decoder, Tensor scene)
    {
        using var scope = NewDisposeScope();
        Tensor features, picture, noise;
        using (no_grad())
        {
            var latents = CropMargin.CutLatents(encoder.Forward(scene));
            noise = LatentNoise.Grain(latents);
            features = decoder.Features(LatentNoise.Disturb(latents, options.LatentNoise));
            picture = decoder.Picture(features);
        }

        return (picture + decoder.Grain(features, noise)).MoveToOuterDisposeScope();
    }
}
