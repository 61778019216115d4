using System.Globalization;
using Tessera.Models.Dit;
using Tessera.Models.Parameters;
using Tessera.Training.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Tessera.Training.Diffusion;

/// <summary>
/// Trains the diffusion transformer by flow matching: the network sees x_t = (1 - t) x + t noise and predicts noise - x, with t from about a
/// logit-normal distribution (Esser et al. 2024, sections 2 and 3.1).
/// </summary>
sealed class DitTrainer(DitConfig config, DitTrainingOptions options, string folder, Action<string> log)
{
    /// <summary>Edge of the largest windows, in tokens.</summary>
    public const int NativeWindow = 16;

    // Small pictures are windows of their own; between stages and without them, windows are as large as can be.
    static readonly int[] BaseWindows = [SceneKind.BaseWindow, SceneKind.BaseWindow, 4, 8];
    static readonly int[] FinerWindows = [4, 8, NativeWindow, NativeWindow];

    /// <summary>Where the parameters as trained are kept.</summary>
    public static string ParametersPath(string folder) => Path.Combine(folder, "dit.safetensors");

    /// <summary>Where their moving average is kept: the one to ship.</summary>
    public static string AveragePath(string folder) => Path.Combine(folder, "dit-ema.safetensors");

    static string MomentumPath(string folder) => Path.Combine(folder, "dit-momentum.safetensors");

    /// <summary>Matrices of the blocks and of what reads the coarse picture: not what reads latents, tags and times, nor what writes the velocity.</summary>
    static bool IsHidden(string name, Tensor value) =>
        value.shape.Length == 2 && (name.StartsWith("blocks.", StringComparison.Ordinal) || name.StartsWith("coarse", StringComparison.Ordinal));

    /// <summary>Trains to the last step, from nothing, from the weights that are there, or from the last step saved.</summary>
    public void Train(WindowSource basePictures, WindowSource finerPictures, Action<int, ParameterSet> sample, CancellationToken cancel)
    {
        var progress = new StepFile(folder, "dit");
        var step = progress.Read();
        manual_seed(options.Seed);
        using var parameters = File.Exists(ParametersPath(folder)) ? ParameterSet.Load(ParametersPath(folder), trainable: true) : ParameterSet.CreateNew();
        var network = new DitNetwork(config, parameters);
        using var average = File.Exists(AveragePath(folder)) ? ParameterSet.Load(AveragePath(folder)) : parameters.Copy();
        var hidden = parameters.All.Where(p => IsHidden(p.Key, p.Value)).ToDictionary();
        using var muon = new Muon(hidden);
        muon.Restore(MomentumPath(folder));
        using var optimizer = optim.AdamW(parameters.All.Where(p => !hidden.ContainsKey(p.Key)).Select(p => p.Value), options.LearningRate, beta1: 0.9, beta2: 0.99, weight_decay: 1e-3);
        if (step == 0)
        {
            log($"dit has {parameters.Count:N0} parameters");
        }

        var (first, pace) = (progress.Restore(optimizer), new Pace());
        var losses = new Dictionary<bool, double>();
        for (; step < options.Steps && !cancel.IsCancellationRequested; step++)
        {
            var rate = LearningRate.At(step, first, options.Steps, options.LearningRate);
            optimizer.ParamGroups.First().LearningRate = rate;
            var random = new Random(options.Seed + (7919 * step));
            var source = random.NextDouble() < options.BaseShare ? basePictures : finerPictures;
            manual_seed(options.Seed + step);
            using var scope = NewDisposeScope();
            var loss = Loss(network, source, random);
            optimizer.zero_grad();
            muon.ZeroGradients();
            loss.backward();
            nn.utils.clip_grad_norm_(parameters.All.Values, 1.0);
            optimizer.step();
            muon.Step(options.HiddenRate * rate / options.LearningRate);
            Average(average, parameters, Math.Min(options.Ema, (1.0 + step) / (10 + step)));

            var value = loss.ToDouble();
            losses[source.HasCoarse] = losses.TryGetValue(source.HasCoarse, out var before) ? (0.98 * before) + (0.02 * value) : value;
            if ((step + 1) % 50 == 0)
            {
                log(string.Create(CultureInfo.InvariantCulture,
                    $"dit step {step + 1}/{options.Steps} loss base {losses.GetValueOrDefault(false):0.0000} finer {losses.GetValueOrDefault(true):0.0000} rate {rate:0.0e0} {pace.Next(50):0.00} steps/s"));
            }

            if ((step + 1) % options.SaveEvery == 0 || step + 1 == options.Steps || cancel.IsCancellationRequested)
            {
                parameters.Save(ParametersPath(folder), half: false);
                average.Save(AveragePath(folder), half: false);
                muon.Save(MomentumPath(folder));
                progress.Write(step + 1, optimizer);
                sample(step + 1, average);
            }
        }
    }

    Tensor Loss(DitNetwork network, WindowSource source, Random random)
    {
        using var scope = NewDisposeScope();
        var windows = source.HasCoarse ? FinerWindows : BaseWindows;
        var edge = windows[random.Next(windows.Length)];
        var batch = new WindowBatch(config, Math.Max(1, options.Tokens / (edge * edge)), edge);
        for (var i = 0; i < batch.Count; i++)
        {
            source.Fill(batch, i, random);
        }

        var shift = source.HasCoarse ? 1 : options.BaseShift;
        var time = Times(batch.Count);
        time = time * shift / ((time * (shift - 1)) + 1);
        var x = tensor(batch.Latents, [batch.Count, config.LatentChannels, edge * config.Patch, edge * config.Patch]);
        var noise = randn_like(x);
        var t = time.view(-1, 1, 1, 1); // [B] -> [B,1,1,1]
        var predicted = network.Forward(Input(batch, source, x + ((noise - x) * t), time));
        return nn.functional.mse_loss(predicted, noise - x).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Timesteps [B], close to logit-normal, one from each of B equally likely slices: the loss of few windows then hardly depends on which
    /// timesteps they met (Kingma et al. 2021, appendix I.1).
    /// </summary>
    internal static Tensor Times(int count)
    {
        const double LogisticPerNormal = 1.702; // the logistic distribution this much narrower is within 0.01 of the normal one
        var quantile = ((arange(count, ScalarType.Float32) + rand([1], ScalarType.Float32)) / count).clamp(1e-4, 1 - 1e-4);
        return sigmoid((quantile / (1 - quantile)).log() / LogisticPerNormal);
    }

    DitInput Input(WindowBatch batch, WindowSource source, Tensor noisy, Tensor time)
    {
        var (edge, count) = (batch.Edge, batch.Count);
        var (cos, sin) = (new float[edge * edge * config.HeadWidth / 2], new float[edge * edge * config.HeadWidth / 2]);
        RopeTable.Fill(config, 0, 0, edge, edge, cos, sin);
        var tags = tensor(batch.Tags, [count, config.Tags]) * Keep(count, options.TagDrop).unsqueeze(1); // [B] -> [B,1]
        Tensor? coarse = null;
        Tensor? hasCoarse = null;
        if (source.HasCoarse)
        {
            hasCoarse = Keep(count, options.CoarseDrop);
            coarse = tensor(batch.Coarse, [count, edge * edge, DitConfig.CoarseValues]);
            var strength = rand([count, 1, 1], ScalarType.Float32) * options.CoarseNoise;
            coarse = coarse + (randn_like(coarse) * strength);
        }

        return new DitInput(noisy, time, tensor(batch.Zoom, [count]), tags, coarse, hasCoarse,
            tensor(cos, [edge * edge, config.HeadWidth / 2]), tensor(sin, [edge * edge, config.HeadWidth / 2]));
    }

    /// <summary>[B] of ones, with zeros at the given rate.</summary>
    static Tensor Keep(int count, double dropped) => rand([count], ScalarType.Float32).ge(dropped).to(ScalarType.Float32);

    static void Average(ParameterSet average, ParameterSet parameters, double decay)
    {
        using var noGradients = no_grad();
        using var weight = tensor((float)(1 - decay));
        foreach (var (name, value) in parameters.All)
        {
            average.All[name].lerp_(value, weight);
        }
    }
}
