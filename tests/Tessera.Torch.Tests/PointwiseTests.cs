using TorchSharp;
using static TorchSharp.torch;

namespace Tessera.Torch.Tests;

public sealed class PointwiseTests
{
    static readonly Dictionary<string, (Func<Tensor, Tensor> Op, Func<double, double> Reference, double Low)> Functions = new(StringComparer.Ordinal)
    {
        ["neg"] = (x => -x, x => -x, -2),
        ["abs"] = (x => x.abs(), Math.Abs, -2),
        ["exp"] = (exp, Math.Exp, -2),
        ["log"] = (log, Math.Log, 0.1),
        ["log1p"] = (x => x.log1p(), x => Math.Log(1 + x), -0.5),
        ["sqrt"] = (sqrt, Math.Sqrt, 0),
        ["rsqrt"] = (rsqrt, x => 1 / Math.Sqrt(x), 0.1),
        ["reciprocal"] = (x => x.reciprocal(), x => 1 / x, 0.1),
        ["sin"] = (sin, Math.Sin, -2),
        ["cos"] = (cos, Math.Cos, -2),
        ["tanh"] = (tanh, Math.Tanh, -2),
        ["sigmoid"] = (sigmoid, Sigmoid, -2),
        ["relu"] = (x => nn.functional.relu(x), x => Math.Max(x, 0), -2),
        ["silu"] = (x => nn.functional.silu(x), x => x * Sigmoid(x), -2),
        ["gelu"] = (nn.functional.gelu, x => x * NormalShareBelow(x), -2),
        ["gelu by tanh"] = (x => nn.functional.gelu(x, TorchSharp.Modules.GELU.Approximate.tanh), GeluByTanh, -2),
        ["softplus"] = (x => nn.functional.softplus(x), x => Math.Log(1 + Math.Exp(x)), -2),
        ["leaky_relu"] = (x => nn.functional.leaky_relu(x, 0.2), x => x > 0 ? x : 0.2 * x, -2),
        ["floor"] = (x => x.floor(), Math.Floor, -2),
        ["ceil"] = (x => x.ceil(), Math.Ceiling, -2),
        ["round"] = (x => x.round(), x => Math.Round(x, MidpointRounding.ToEven), -2),
        ["trunc"] = (x => x.trunc(), Math.Truncate, -2),
        ["sign"] = (x => x.sign(), x => Math.Sign(x), -2),
        ["clamp"] = (x => x.clamp(-0.5, 1), x => Math.Clamp(x, -0.5, 1), -2),
        ["clamp below"] = (x => clamp(x, min: 0), x => Math.Max(x, 0), -2),
        ["square"] = (x => x.square(), x => x * x, -2),
        ["pow"] = (x => x.pow(3), x => x * x * x, -2),
        ["x + a"] = (x => x + 1.5, x => x + 1.5, -2),
        ["a - x"] = (x => 1 - x, x => 1 - x, -2),
        ["x - a"] = (x => x - 0.25f, x => x - 0.25, -2),
        ["a * x"] = (x => 3 * x, x => 3 * x, -2),
        ["x / a"] = (x => x / 4, x => x / 4, -2),
        ["a / x"] = (x => 2 / x, x => 2 / x, 0.1),
        ["fmod"] = (x => x.fmod(0.75), x => x % 0.75, -2),
        ["remainder"] = (x => x.remainder(0.75), x => x - (0.75 * Math.Floor(x / 0.75)), -2),
        ["x < a"] = (x => x < 0.5, x => x < 0.5 ? 1 : 0, -2),
        ["x >= a"] = (x => x >= 0.5, x => x >= 0.5 ? 1 : 0, -2),
        ["isfinite"] = (x => x.isfinite(), x => double.IsFinite(x) ? 1 : 0, -2),
        ["isnan"] = (x => x.isnan(), x => double.IsNaN(x) ? 1 : 0, -2),
    };

    static readonly Dictionary<string, (Func<Tensor, Tensor> InPlace, Func<Tensor, Tensor> Op)> InPlaceForms = new(StringComparer.Ordinal)
    {
        ["neg_"] = (x => x.neg_(), x => x.neg()),
        ["abs_"] = (x => x.abs_(), x => x.abs()),
        ["exp_"] = (x => x.exp_(), x => x.exp()),
        ["log_"] = (x => x.log_(), x => x.log()),
        ["sqrt_"] = (x => x.sqrt_(), x => x.sqrt()),
        ["rsqrt_"] = (x => x.rsqrt_(), x => x.rsqrt()),
        ["tanh_"] = (x => x.tanh_(), x => x.tanh()),
        ["sigmoid_"] = (x => x.sigmoid_(), x => x.sigmoid()),
        ["relu_"] = (x => x.relu_(), x => x.relu()),
        ["silu_"] = (x => x.silu_(), x => x.silu()),
        ["round_"] = (x => x.round_(), x => x.round()),
        ["clamp_"] = (x => x.clamp_(0.5, 1), x => x.clamp(0.5, 1)),
        ["add_"] = (x => x.add_(2), x => x.add(2)),
        ["sub_"] = (x => x.sub_(2), x => x.sub(2)),
        ["mul_"] = (x => x.mul_(2), x => x.mul(2)),
        ["div_"] = (x => x.div_(2), x => x.div(2)),
        ["fill_"] = (x => x.fill_(7), x => torch.full(x.shape, 7, ScalarType.Float32)),
        ["zero_"] = (x => x.zero_(), x => x.zeros_like()),
    };

    public static TheoryData<string> FunctionNames => [.. Functions.Keys];

    public static TheoryData<string> InPlaceNames => [.. InPlaceForms.Keys];

    [Theory]
    [MemberData(nameof(FunctionNames))]
    public void Every_element_agrees_with_the_reference_on_any_shape(string name)
    {
        using var scope = NewDisposeScope();
        var (op, reference, low) = Functions[name];
        var random = new Random(11);
        foreach (var shape in new long[][] { [], [1], [17], [3, 5, 7], [0], [4, 0, 2], [2, 1031] })
        {
            var x = Sample.Uniform(random, shape, low);
            var y = op(x.Tensor);
            y.ShouldHaveShape(shape);
            y.ShouldBeCloseTo(Array.ConvertAll(x.Values, value => reference(value)));
        }
    }

    [Theory]
    [MemberData(nameof(InPlaceNames))]
    public void In_place_forms_write_to_their_tensor_and_return_its_memory(string name)
    {
        using var scope = NewDisposeScope();
        var (inPlace, op) = InPlaceForms[name];
        var x = Sample.Uniform(new Random(12), [5, 9]).Tensor;
        var expected = op(x);
        var before = x.bytes.ToArray();
        var returned = inPlace(x);
        x.bytes.SequenceEqual(expected.bytes).ShouldBeTrue();
        x.bytes.SequenceEqual(before).ShouldBeFalse();
        returned.bytes[0] ^= 1;
        returned.bytes.SequenceEqual(x.bytes).ShouldBeTrue();
    }

    [Fact]
    public void Two_operands_broadcast()
    {
        using var scope = NewDisposeScope();
        var random = new Random(13);
        var a = Sample.Uniform(random, [3, 1, 5]);
        var b = Sample.Uniform(random, [4, 1], low: 0.5);
        double[] Reference(Func<double, double, double> f) =>
            [.. from i in Range(3) from j in Range(4) from k in Range(5) select f(a.At(i, 0, k), b.At(j, 0))];

        (a.Tensor + b.Tensor).ShouldBeCloseTo(Reference((x, y) => x + y));
        (a.Tensor - b.Tensor).ShouldBeCloseTo(Reference((x, y) => x - y));
        (a.Tensor * b.Tensor).ShouldBeCloseTo(Reference((x, y) => x * y));
        (a.Tensor / b.Tensor).ShouldBeCloseTo(Reference((x, y) => x / y));
        a.Tensor.div(b.Tensor, RoundingMode.floor).ShouldBeCloseTo(Reference((x, y) => Math.Floor(x / y)));
        a.Tensor.add(b.Tensor, 0.3).ShouldBeCloseTo(Reference((x, y) => x + (0.3 * y)));
        maximum(a.Tensor, b.Tensor).ShouldBeCloseTo(Reference(Math.Max));
        minimum(a.Tensor, b.Tensor).ShouldBeCloseTo(Reference(Math.Min));
        a.Tensor.atan2(b.Tensor).ShouldBeCloseTo(Reference(Math.Atan2));
        (a.Tensor > b.Tensor).ShouldBeCloseTo(Reference((x, y) => x > y ? 1 : 0));
        where(a.Tensor > b.Tensor, a.Tensor, b.Tensor).ShouldBeCloseTo(Reference(Math.Max));
    }

    [Fact]
    public void Three_operands_combine()
    {
        using var scope = NewDisposeScope();
        var random = new Random(14);
        var (a, b, c) = (Sample.Uniform(random, [31]), Sample.Uniform(random, [31]), Sample.Uniform(random, [31], low: 0.5));
        double[] Reference(Func<double, double, double, double> f) =>
            [.. Range(31).Select(i => f(a.Values[i], b.Values[i], c.Values[i]))];

        a.Tensor.addcmul(b.Tensor, c.Tensor, 0.7).ShouldBeCloseTo(Reference((x, y, z) => x + (0.7 * y * z)));
        a.Tensor.addcdiv(b.Tensor, c.Tensor, 0.7).ShouldBeCloseTo(Reference((x, y, z) => x + (0.7 * y / z)));
        a.Tensor.lerp(b.Tensor, c.Tensor).ShouldBeCloseTo(Reference((x, y, z) => x + (z * (y - x))));
        a.Tensor.clone().lerp_(b.Tensor, c.Tensor).ShouldBeCloseTo(Reference((x, y, z) => x + (z * (y - x))));
        a.Tensor.clone().addcmul_(b.Tensor, c.Tensor, 0.7).ShouldBeCloseTo(Reference((x, y, z) => x + (0.7 * y * z)));
        a.Tensor.clone().addcdiv_(b.Tensor, c.Tensor, 0.7).ShouldBeCloseTo(Reference((x, y, z) => x + (0.7 * y / z)));
        a.Tensor.clone().add_(b.Tensor, 0.4).ShouldBeCloseTo(Reference((x, y, z) => x + (0.4 * y)));
    }

    static IEnumerable<long> Range(int count) => Enumerable.Range(0, count).Select(i => (long)i);

    static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    static double GeluByTanh(double x) => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x))));

    /// <summary>The series of the error function around 0; exact to rounding for |x| of a few.</summary>
    static double NormalShareBelow(double x)
    {
        double term = x, sum = x;
        for (var n = 1; n < 60; n++)
        {
            term *= -x * x / (2 * n);
            sum += term / ((2 * n) + 1);
        }

        return 0.5 + (sum / Math.Sqrt(2 * Math.PI));
    }
}
