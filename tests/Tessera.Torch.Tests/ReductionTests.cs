using TorchSharp;
using static TorchSharp.torch;

namespace Tessera.Torch.Tests;

public sealed class ReductionTests
{
    static readonly Dictionary<string, (Func<Tensor, Tensor> Whole, Func<Tensor, Tensor> Axis, Func<double[], double> Reference)> Reductions = new(StringComparer.Ordinal)
    {
        ["sum"] = (x => x.sum(), x => x.sum(1), values => values.Sum()),
        ["mean"] = (x => x.mean(), x => x.mean([1]), values => values.Average()),
        ["var"] = (x => x.var(), x => x.var(1), values => Variance(values, 1)),
        ["var, biased"] = (x => x.flatten().var(0, unbiased: false), x => x.var([1], unbiased: false), values => Variance(values, 0)),
        ["std"] = (x => x.std(), x => x.std(1), values => Math.Sqrt(Variance(values, 1))),
        ["norm"] = (x => x.norm(), x => x.norm(1), values => Math.Sqrt(values.Sum(value => value * value))),
        ["1-norm"] = (x => x.norm(1f), x => x.norm(1, p: 1f), values => values.Sum(Math.Abs)),
        ["max"] = (x => x.max(), x => x.max(1).values, values => values.Max()),
        ["min"] = (x => x.min(), x => x.min(1).values, values => values.Min()),
        ["amax"] = (x => x.amax(0, 1, 2), x => x.amax(1), values => values.Max()),
        ["amin"] = (x => x.amin(0, 1, 2), x => x.amin(1), values => values.Min()),
        ["argmax"] = (x => x.argmax(), x => x.argmax(1), values => Array.IndexOf(values, values.Max())),
        ["argmin"] = (x => x.argmin(), x => x.argmin(1), values => Array.IndexOf(values, values.Min())),
        ["logsumexp"] = (x => x.flatten().logsumexp(0), x => x.logsumexp(1), values => Math.Log(values.Sum(Math.Exp))),
        ["any"] = (x => (x > 1.9).any(), x => (x > 1.9).any(1), values => values.Any(value => value > 1.9) ? 1 : 0),
        ["all"] = (x => (x > -1.9).all(), x => (x > -1.9).all(1), values => values.All(value => value > -1.9) ? 1 : 0),
    };

    public static TheoryData<string> Names => [.. Reductions.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_reduction_agrees_with_the_reference_as_a_whole_and_along_an_axis(string name)
    {
        using var scope = NewDisposeScope();
        var (whole, axis, reference) = Reductions[name];
        var x = Sample.Uniform(new Random(21), [3, 37, 5]);
        whole(x.Tensor).ShouldBeCloseTo([reference(x.Values)]);
        var columns = from i in Range(3) from k in Range(5) select reference([.. Range(37).Select(j => x.At(i, j, k))]);
        var result = axis(x.Tensor);
        result.ShouldHaveShape(3, 5);
        result.ShouldBeCloseTo([.. columns]);
    }

    [Fact]
    public void Kept_axes_have_size_one_and_empty_tensors_sum_to_zero()
    {
        using var scope = NewDisposeScope();
        var x = zeros(3, 4, 5);
        x.sum(1, keepdim: true).ShouldHaveShape(3, 1, 5);
        x.sum(new long[] { 0, 2 }, keepdim: true).ShouldHaveShape(1, 4, 1);
        x.mean([0, 2]).ShouldHaveShape(4);
        x.max(2, keepdim: true).values.ShouldHaveShape(3, 4, 1);
        zeros([3, 0]).sum(1).ShouldBeCloseTo([0, 0, 0]);
        zeros(0).mean().ShouldBeCloseTo([double.NaN]);
        ones(7, ScalarType.Bool).sum().ShouldBeCloseTo([7]);
        torch.full(3, 200, ScalarType.Byte).sum(ScalarType.Float64).ShouldBeCloseTo([600]);
    }

    [Fact]
    public void Softmax_and_its_logarithm_agree_with_the_reference_and_stay_finite()
    {
        using var scope = NewDisposeScope();
        var x = Sample.Uniform(new Random(22), [4, 19], -80, 80);
        var expected = Rows(x).SelectMany(row =>
        {
            var top = row.Max();
            var total = row.Sum(value => Math.Exp(value - top));
            return row.Select(value => Math.Exp(value - top) / total);
        }).ToArray();
        softmax(x.Tensor, -1).ShouldBeCloseTo(expected);
        nn.functional.softmax(x.Tensor.transpose(0, 1), 0).transpose(0, 1).ShouldBeCloseTo(expected);
        x.Tensor.log_softmax(-1).ShouldBeCloseTo(Array.ConvertAll(expected, Math.Log), 1e-4);
    }

    [Fact]
    public void Orders_agree_with_the_reference()
    {
        using var scope = NewDisposeScope();
        var x = Sample.Uniform(new Random(23), [6, 23]);
        var (values, indices) = x.Tensor.sort(-1, descending: true);
        values.ShouldBeCloseTo([.. Rows(x).SelectMany(row => row.OrderDescending())]);
        x.Tensor.gather(1, indices).ShouldBeCloseTo(values.to(ScalarType.Float64).data<double>().ToArray());
        x.Tensor.gather(1, x.Tensor.argsort()).ShouldBeCloseTo([.. Rows(x).SelectMany(row => row.Order())]);
        var (top, places) = x.Tensor.topk(4);
        top.ShouldBeCloseTo([.. Rows(x).SelectMany(row => row.OrderDescending().Take(4))]);
        x.Tensor.gather(1, places).allclose(top).ShouldBeTrue();
        x.Tensor.cumsum(1).ShouldBeCloseTo([.. Rows(x).SelectMany(row => row.Select((_, i) => row[..(i + 1)].Sum()))]);
    }

    static IEnumerable<double[]> Rows(Sample x) => x.Values.Chunk((int)x.Shape[^1]);

    static IEnumerable<long> Range(int count) => Enumerable.Range(0, count).Select(i => (long)i);

    static double Variance(double[] values, int correction)
    {
        var mean = values.Average();
        return values.Sum(value => (value - mean) * (value - mean)) / (values.Length - correction);
    }
}
