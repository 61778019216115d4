using System.Globalization;
using Tessera.Models.Parameters;
using Tessera.Training.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Tessera.Training.Evaluation;

/// <summary>Trains the tag classifier on random crops, for each group on the pictures that have one clear tag of it.</summary>
/// <param name="lessons">Pictures to learn from.</param>
/// <param name="log">Told how far it is.</param>
sealed class TagClassifierTrainer(PictureSet lessons, Action<string> log)
{
    const int Batch = 32;
    const double Rate = 3e-3;

    readonly int _crop = lessons.Edge * 7 / 8;

    /// <summary>Trains from nothing.</summary>
    /// <param name="parameters">A new set, which the classifier fills.</param>
    /// <param name="steps">Optimizer steps.</param>
    /// <param name="seed">Of parameters and crops.</param>
    /// <param name="cancel">Stops after the current step.</param>
    public TagClassifier Train(ParameterSet parameters, int steps, int seed, CancellationToken cancel)
    {
        manual_seed(seed);
        var classifier = new TagClassifier(parameters);
        var random = new Random(seed);
        using var optimizer = optim.AdamW(parameters.All.Values, Rate, weight_decay: 1e-2);
        var average = 0.0;
        for (var step = 0; step < steps; step++)
        {
            cancel.ThrowIfCancellationRequested();
            optimizer.ParamGroups.First().LearningRate = LearningRate.At(step, 0, steps, Rate);
            using var scope = NewDisposeScope();
            var (pictures, labels) = Crops(random);
            var loss = Loss(classifier.Forward(pictures), labels);
            optimizer.zero_grad();
            loss.backward();
            optimizer.step();
            average = step == 0 ? loss.ToDouble() : (0.98 * average) + (0.02 * loss.ToDouble());
            if ((step + 1) % 250 == 0)
            {
                log(string.Create(CultureInfo.InvariantCulture, $"evaluation classifier step {step + 1}/{steps} loss {average:0.000}"));
            }
        }

        return classifier;
    }

    /// <summary>Pictures [B, 3, crop, crop], and for each group the label of each picture, -1 for none.</summary>
    (Tensor Pictures, long[][] Labels) Crops(Random random)
    {
        var planes = new float[Batch * 3 * _crop * _crop];
        long[][] labels = [.. TagGroup.All.Select(_ => new long[Batch])];
        for (var i = 0; i < Batch; i++)
        {
            var record = lessons.Read(random.Next(lessons.Count));
            var (y, x) = (random.Next(lessons.Edge - _crop + 1), random.Next(lessons.Edge - _crop + 1));
            Pixels.CopyToPlanes(PictureRecords.Rgb(record), lessons.Edge, x, y, _crop, planes.AsSpan(i * 3 * _crop * _crop, 3 * _crop * _crop));
            for (var group = 0; group < labels.Length; group++)
            {
                labels[group][i] = TagGroup.All[group].Label(SceneHeader.Tags(record));
            }
        }

        return (tensor(planes, [Batch, 3, _crop, _crop]), labels);
    }

    static Tensor Loss(Tensor scores, long[][] labels)
    {
        var losses = TagGroup.All.Select((group, i) => nn.functional.cross_entropy(
            scores.narrow(1, group.First, group.Count), tensor(labels[i]), ignore_index: -1, reduction: nn.Reduction.Sum));
        return stack(losses).sum() / Batch;
    }
}
