using System.Globalization;
using Tessera.Models.Autoencoders;
using Tessera.Models.Parameters;
using Tessera.Training.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Tessera.Training.Autoencoders;

/// <summary>
/// Sharpens the decoder of a trained autoencoder: a distance alone is smallest for a blurred guess, a critic that knows the real from the decoded
/// asks for edges (hinge losses, as in VQGAN, Esser et al. 2021). The encoder stays as it is, and with it all latents.
/// </summary>
sealed class DecoderTrainer(AutoencoderConfig config, DecoderTrainingOptions options, string folder, Action<string> log, SampleWriter samples)
{
    const int CriticWarmUp = 200; // steps over which its verdict gains weight: at first it knows nothing

    /// <summary>Latents of a scene on each side that the encoder sees and the decoder does not.</summary>
    public const int Margin = 2;

    string AutoencoderPath => Path.Combine(folder, "autoencoder.safetensors");

    string CriticPath => Path.Combine(folder, "critic.safetensors");

    /// <summary>Trains to the last step, or on from the last step saved.</summary>
    /// <param name="crops">Crops to learn from.</param>
    /// <param name="cancel">Stops after the current step, which is saved.</param>
    public void Train(SceneCrops crops, CancellationToken cancel)
    {
        var (decoderFile, criticFile) = (new StepFile(folder, "decoder"), new StepFile(folder, "critic"));
        var step = decoderFile.Read();
        manual_seed(options.Seed);
        using var parameters = ParameterSet.Load(AutoencoderPath, trainable: true);
        using var criticParameters = step > 0 ? ParameterSet.Load(CriticPath, trainable: true) : ParameterSet.CreateNew();
        var (encoder, decoder, critic) = (new Encoder(config, parameters), new Decoder(config, parameters), new Critic(criticParameters));
        var decoderParameters = parameters.All.Where(p => p.Key.StartsWith("decoder.", StringComparison.Ordinal)).Select(p => p.Value).ToArray();
        using var optimizer = optim.AdamW(decoderParameters, options.LearningRate, beta1: 0.5, beta2: 0.99, weight_decay: 1e-4);
        using var criticOptimizer = optim.AdamW(criticParameters.All.Values, options.CriticRate, beta1: 0.5, beta2: 0.99, weight_decay: 1e-4);
        var (first, criticFirst, pace) = (decoderFile.Restore(optimizer), criticFile.Restore(criticOptimizer), new Pace());
        for (; step < options.Steps && !cancel.IsCancellationRequested; step++)
        {
            manual_seed(options.Seed + step);
            optimizer.ParamGroups.First().LearningRate = LearningRate.At(step, first, options.Steps, options.LearningRate);
            criticOptimizer.ParamGroups.First().LearningRate = LearningRate.At(step, criticFirst, options.Steps, options.CriticRate);
            using var scope = NewDisposeScope();
            var scene = crops.Next(new Random(options.Seed + (7919 * step)));
            var target = Inside(scene, Margin * AutoencoderConfig.Downscale);
            var decoded = Decode(encoder, decoder, scene);

            var (real, made) = (critic.Forward(target), critic.Forward(decoded.detach()));
            var criticLoss = nn.functional.relu(1 - real).mean() + nn.functional.relu(1 + made).mean();
            criticOptimizer.zero_grad();
            criticLoss.backward();
            nn.utils.clip_grad_norm_(criticParameters.All.Values, 1.0);
            criticOptimizer.step();

            var distance = AutoencoderLoss.Of(decoded, target, options.TextureWeight);
            var weight = options.CriticWeight * Math.Min(1, (step + 1.0) / CriticWarmUp);
            optimizer.zero_grad();
            (distance - (critic.Forward(decoded).mean() * weight)).backward();
            nn.utils.clip_grad_norm_(decoderParameters, 1.0);
            optimizer.step();

            if ((step + 1) % 25 == 0)
            {
                log(string.Create(CultureInfo.InvariantCulture,
                    $"decoder step {step + 1}/{options.Steps} distance {distance.ToDouble():0.0000} critic {criticLoss.ToDouble():0.000} real {real.mean().ToDouble():0.00} decoded {made.mean().ToDouble():0.00} {pace.Next(25):0.00} steps/s"));
            }

            if ((step + 1) % options.SaveEvery == 0 || step + 1 == options.Steps || cancel.IsCancellationRequested)
            {
                parameters.Save(AutoencoderPath, half: false);
                criticParameters.Save(CriticPath, half: false);
                criticFile.Write(step + 1, criticOptimizer);
                decoderFile.Write(step + 1, optimizer);
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
