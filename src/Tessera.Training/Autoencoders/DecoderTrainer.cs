using System.Globalization;
using Tessera.Models.Autoencoders;
using Tessera.Models.Parameters;
using Tessera.Training.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Tessera.Training.Autoencoders;

/// <summary>
/// Trains the decoder of a trained autoencoder on: for the ends of pictures, and for texture. The encoder stays as it is, and with it all
/// latents.
/// </summary>
sealed class DecoderTrainer(AutoencoderConfig config, DecoderTrainingOptions options, string folder, Action<string> log, SampleWriter samples)
{
    /// <summary>Latents of a scene on each side that the encoder sees and the decoder does not.</summary>
    public const int Margin = 2;

    string AutoencoderPath => Path.Combine(folder, "autoencoder.safetensors");

    /// <summary>Trains to the last step, or on from the last step saved.</summary>
    /// <param name="crops">Crops to learn from.</param>
    /// <param name="cancel">Stops after the current step, which is saved.</param>
    public void Train(SceneCrops crops, CancellationToken cancel)
    {
        var progress = new StepFile(folder, "decoder");
        var step = progress.Read();
        manual_seed(options.Seed);
        using var parameters = ParameterSet.Load(AutoencoderPath, trainable: true);
        var (encoder, decoder) = (new Encoder(config, parameters), new Decoder(config, parameters));
        var decoderParameters = parameters.All.Where(p => p.Key.StartsWith("decoder.", StringComparison.Ordinal)).Select(p => p.Value).ToArray();
        using var optimizer = optim.AdamW(decoderParameters, options.LearningRate, beta1: 0.5, beta2: 0.99, weight_decay: 1e-4);
        var (first, pace) = (progress.Restore(optimizer), new Pace());
        for (; step < options.Steps && !cancel.IsCancellationRequested; step++)
        {
            manual_seed(options.Seed + step);
            optimizer.ParamGroups.First().LearningRate = LearningRate.At(step, first, options.Steps, options.LearningRate);
            using var scope = NewDisposeScope();
            var scene = crops.Next(new Random(options.Seed + (7919 * step)));
            var target = Inside(scene, Margin * AutoencoderConfig.Downscale);
            var decoded = Decode(encoder, decoder, scene);

            var loss = AutoencoderLoss.Of(decoded, target, options.TextureWeight);
            optimizer.zero_grad();
            loss.backward();
            nn.utils.clip_grad_norm_(decoderParameters, 1.0);
            optimizer.step();

            if ((step + 1) % 25 == 0)
            {
                log(string.Create(CultureInfo.InvariantCulture,
                    $"decoder step {step + 1}/{options.Steps} loss {loss.ToDouble():0.0000} {pace.Next(25):0.00} steps/s"));
            }

            if ((step + 1) % options.SaveEvery == 0 || step + 1 == options.Steps || cancel.IsCancellationRequested)
            {
                parameters.Save(AutoencoderPath, half: false);
                progress.Write(step + 1, optimizer);
                samples.Write($"decoder-{step + 1:00000}", cat([target, decoded.detach()], 0), columns: options.Batch);
            }
        }
    }

    /// <summary>
    /// [B, 3, H, W] without its margin, from its latents. Latents of a diffused picture do not know where it ends, while an encoder sees the end
    /// of a crop: without the margin, the decoder would darken the edges of pictures.
    /// </summary>
    Tensor Decode(Encoder encoder, Decoder decoder, Tensor scene)
    {
        using var scope = NewDisposeScope();
        Tensor latents;
        using (no_grad())
        {
            latents = Inside(encoder.Forward(scene), Margin);
        }

        return decoder.Forward(LatentNoise.Disturb(latents, options.LatentNoise), LatentNoise.Grain(latents)).MoveToOuterDisposeScope();
    }

    static Tensor Inside(Tensor x, int margin) =>
        x.narrow(2, margin, x.shape[2] - (2 * margin)).narrow(3, margin, x.shape[3] - (2 * margin)).contiguous();
}
