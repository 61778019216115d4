using TorchSharp;
using static TorchSharp.torch;
using Reduction = TorchSharp.torch.nn.Reduction;

namespace Tessera.Torch.Tests;

public sealed class LayerTests
{
    [Fact]
    public void Layer_norm_agrees_with_the_reference()
    {
        using var scope = NewDisposeScope();
        var random = new Random(51);
        var x = Sample.Uniform(random, [3, 5, 33]);
        var (weight, bias) = (Sample.Uniform(random, [33]), Sample.Uniform(random, [33]));
        double[] plain = [.. x.Values.Chunk(33).SelectMany(row => Standardised(row, 1e-5))];
        nn.functional.layer_norm(x.Tensor, [33]).ShouldBeCloseTo(plain);
        nn.functional.layer_norm(x.Tensor, [33], weight.Tensor, bias.Tensor)
            .ShouldBeCloseTo([.. plain.Select((value, i) => (value * weight.Values[i % 33]) + bias.Values[i % 33])]);
    }

    [Fact]
    public void Group_norm_agrees_with_the_reference()
    {
        using var scope = NewDisposeScope();
        var x = Sample.Uniform(new Random(52), [2, 6, 3, 4]);
        nn.functional.group_norm(x.Tensor, 3, eps: 1e-6).ShouldBeCloseTo([.. x.Values.Chunk(2 * 12).SelectMany(group => Standardised(group, 1e-6))]);
    }

    [Fact]
    public void Dropout_zeroes_about_its_share_and_keeps_the_mean()
    {
        using var scope = NewDisposeScope();
        _ = manual_seed(5);
        var x = ones(10000);
        var dropped = nn.functional.dropout(x, 0.25);
        dropped.eq(0).sum().ToDouble().ShouldBe(2500, 200);
        dropped.mean().ToDouble().ShouldBe(1, 0.05);
        nn.functional.dropout(x, 0.25, training: false).allclose(x).ShouldBeTrue();
    }

    [Fact]
    public void Losses_of_numbers_agree_with_the_reference()
    {
        using var scope = NewDisposeScope();
        var random = new Random(53);
        var (a, b) = (Sample.Uniform(random, [4, 7]), Sample.Uniform(random, [4, 7]));
        double[] differences = [.. a.Values.Zip(b.Values, (x, y) => x - y)];
        nn.functional.mse_loss(a.Tensor, b.Tensor).ShouldBeCloseTo([differences.Average(d => d * d)]);
        nn.functional.mse_loss(a.Tensor, b.Tensor, Reduction.Sum).ShouldBeCloseTo([differences.Sum(d => d * d)]);
        nn.functional.mse_loss(a.Tensor, b.Tensor, Reduction.None).ShouldBeCloseTo(Array.ConvertAll(differences, d => d * d));
        nn.functional.l1_loss(a.Tensor, b.Tensor).ShouldBeCloseTo([differences.Average(Math.Abs)]);
        nn.functional.smooth_l1_loss(a.Tensor, b.Tensor, beta: 0.5)
            .ShouldBeCloseTo([differences.Average(d => Math.Abs(d) < 0.5 ? d * d : Math.Abs(d) - 0.25)]);
    }

    [Fact]
    public void Losses_of_classes_agree_with_the_reference()
    {
        using var scope = NewDisposeScope();
        var random = new Random(54);
        var logits = Sample.Uniform(random, [6, 5]);
        long[] classes = [0, 4, 2, 2, 1, 3];
        double[][] rows = [.. logits.Values.Chunk(5)];
        double[] losses = [.. rows.Zip(classes, (row, c) => Math.Log(row.Sum(Math.Exp)) - row[c])];
        nn.functional.cross_entropy(logits.Tensor, tensor(classes)).ShouldBeCloseTo([losses.Average()]);
        classes[1] = -100; // ignored
        nn.functional.cross_entropy(logits.Tensor, tensor(classes)).ShouldBeCloseTo([losses.Where((_, i) => i != 1).Average()]);

        var targets = Sample.Uniform(random, [6, 5], 0, 1);
        double[] binary = [.. logits.Values.Zip(targets.Values, (x, t) => Math.Log(1 + Math.Exp(x)) - (t * x))];
        nn.functional.binary_cross_entropy_with_logits(logits.Tensor, targets.Tensor).ShouldBeCloseTo([binary.Average()]);
    }

    [Fact]
    public void Initial_values_have_the_variance_they_promise()
    {
        using var scope = NewDisposeScope();
        _ = manual_seed(6);
        double Deviation(Func<Tensor, Tensor> fill) => fill(empty(256, 64, 3, 3).requires_grad_()).detach().std().ToDouble();

        Deviation(x => nn.init.kaiming_normal_(x)).ShouldBe(Math.Sqrt(2.0 / (64 * 9)), 0.001);
        Deviation(x => nn.init.kaiming_uniform_(x, a: Math.Sqrt(5))).ShouldBe(Math.Sqrt(1.0 / 3 / (64 * 9)), 0.001);
        Deviation(x => nn.init.kaiming_normal_(x, mode: nn.init.FanInOut.FanOut, nonlinearity: nn.init.NonlinearityType.ReLU))
            .ShouldBe(Math.Sqrt(2.0 / (256 * 9)), 0.001);
        Deviation(x => nn.init.xavier_normal_(x)).ShouldBe(Math.Sqrt(2.0 / ((64 + 256) * 9)), 0.001);
        Deviation(x => nn.init.xavier_uniform_(x, gain: 2)).ShouldBe(2 * Math.Sqrt(2.0 / ((64 + 256) * 9)), 0.001);
        Deviation(x => nn.init.normal_(x, 1, 0.02)).ShouldBe(0.02, 0.001);
        Deviation(x => nn.init.uniform_(x, -1, 1)).ShouldBe(Math.Sqrt(1.0 / 3), 0.01);
        nn.init.zeros_(empty(3)).ShouldBeCloseTo([0, 0, 0]);
        nn.init.ones_(empty(3)).ShouldBeCloseTo([1, 1, 1]);
        nn.init.constant_(empty(2), 0.5).ShouldBeCloseTo([0.5, 0.5]);
    }

    static IEnumerable<double> Standardised(double[] values, double eps)
    {
        var mean = values.Average();
        var scale = 1 / Math.Sqrt(values.Average(value => (value - mean) * (value - mean)) + eps);
        return values.Select(value => (value - mean) * scale);
    }
}
