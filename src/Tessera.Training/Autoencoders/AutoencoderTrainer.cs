using System.Globalization;
using Tessera.Models.Autoencoders;
using Tessera.Models.Parameters;
using Tessera.Training.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Tessera.Training.Autoencoders;

/// <summary>Trains the autoencoder on random crops of rendered scenes.</summary>
public sealed class AutoencoderTrainer(AutoencoderConfig config, AutoencoderTrainingOptions options, string folder, Action<string> log, SampleWriter samples)
{
    const double LatentPenalty = 1e-4;

    string ParametersPath => Path.Combine(folder, "autoencoder.safetensors");

    /// <summary>Trains to the last step, from nothing, from the weights that are there, or from the last step saved.</summary>
    /// <param name="scenes">Where crops come from; more may be appended meanwhile.</param>
    /// <param name="cancel">Stops after the current step, which is saved.</param>
    public void Train(IReadOnlyList<(SceneKind Kind, RecordFile File)> scenes, CancellationToken cancel)
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
            var target = Crops(scenes, new Random(options.Seed + (7919 * step)));
            var latents = encoder.Forward(target);
            var decoded = decoder.Forward(Disturb(latents), Noise(latents));
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
                samples.Write($"autoencoder-{step + 1:00000}", cat([target.detach(), decoded.detach()], 0), columns: options.Batch);
            }
        }
    }

    /// <summary>
    /// Latents [B, C, h, w] with noise of up to <see cref="AutoencoderTrainingOptions.LatentNoise"/> of their size. It makes the encoder spend its
    /// range on what matters to the eye, where diffusion is then exact first, and the decoder forgive small errors (Yang et al. 2025, "Latent
    /// denoising makes good visual tokenizers"). Relative to the latents, or they would grow out of it.
    /// </summary>
    Tensor Disturb(Tensor latents)
    {
        using var scope = NewDisposeScope();
        var strength = rand([latents.shape[0], 1, 1, 1], ScalarType.Float32) * options.LatentNoise * latents.pow(2).mean().sqrt();
        return (latents + (randn_like(latents) * strength)).MoveToOuterDisposeScope();
    }

    /// <summary>Noise for the decoder of latents [B, C, h, w]: [B, 1, 4h, 4w].</summary>
    static Tensor Noise(Tensor latents) => randn([latents.shape[0], 1, latents.shape[2] * 4, latents.shape[3] * 4], ScalarType.Float32);

    Tensor Crops(IReadOnlyList<(SceneKind Kind, RecordFile File)> scenes, Random random)
    {
        var edge = options.Crop;
        var pixels = new float[options.Batch * 3 * edge * edge];
        for (var b = 0; b < options.Batch; b++)
        {
            var (kind, file) = scenes[random.Next(scenes.Count)];
            var record = new byte[file.RecordBytes];
            file.Read(random.Next(file.Count), record);
            var (y, x) = (random.Next(kind.Size - edge + 1), random.Next(kind.Size - edge + 1));
            Pixels.CopyToPlanes(record.AsSpan(SceneHeader.Bytes, kind.PixelBytes), kind.Size, x, y, edge, pixels.AsSpan(b * 3 * edge * edge, 3 * edge * edge));
        }

        return tensor(pixels, [options.Batch, 3, edge, edge]);
    }
}
