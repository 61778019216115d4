namespace Tessera.Kernels.Tests;

public sealed unsafe class ActivationTests
{
    [Theory]
    [InlineData(ActivationKind.GeluTanh, 1)]
    [InlineData(ActivationKind.GeluTanh, 40_001)]
    [InlineData(ActivationKind.Silu, 17)]
    [InlineData(ActivationKind.Silu, 40_001)]
    public void Matches_a_float64_reference(ActivationKind kind, int count) => InstructionSets.Each(() =>
    {
        var (x, grad) = (Block.Random(count, count, 12), Block.Random(2, count));
        var (y, dx) = (Block.Empty(count), Block.Empty(count));
        Activation.Forward(kind, x.Pointer, y.Pointer, count, 1);
        Activation.Backward(kind, x.Pointer, grad.Pointer, dx.Pointer, count, 1);
        y.ShouldMatch([.. x.Values.ToArray().Select(value => Value(kind, value))], 2e-7);
        dx.ShouldMatch([.. x.Values.ToArray().Select((value, i) => grad[i] * Slope(kind, value))], 5e-7);
    });

    [Fact]
    public void Far_values_saturate_and_not_a_number_stays() => InstructionSets.Each(() =>
    {
        foreach (var kind in new[] { ActivationKind.GeluTanh, ActivationKind.Silu })
        {
            var (x, y) = (Block.Empty(7), Block.Empty(7));
            new[] { -1e4f, -100, -0f, 0, 100, 1e4f, float.NaN }.CopyTo(x.Values);
            Activation.Forward(kind, x.Pointer, y.Pointer, 7, 1);
            y.Values[..6].ToArray().ShouldBe([0, 0, 0, 0, 100, 1e4f], 1e-30);
            y[6].ShouldBe(float.NaN);
        }
    });

    [Fact]
    public void A_value_gives_the_same_bits_wherever_it_stands_and_on_any_threads() => InstructionSets.Each(() =>
    {
        foreach (var kind in new[] { ActivationKind.GeluTanh, ActivationKind.Silu })
        {
            const int Count = 50_003;
            var (x, y, part) = (Block.Random(1, Count, 5), Block.Empty(Count), Block.Empty(Count));
            Activation.Forward(kind, x.Pointer, y.Pointer, Count, 1);
            for (var threads = 2; threads <= 4; threads++)
            {
                Activation.Forward(kind, x.Pointer, part.Pointer, Count, threads);
                part.ShouldEqualBitwise(y.Values);
            }

            foreach (var (start, length) in new[] { (0, 1), (3, 13), (15, 2), (1, 255) })
            {
                Activation.Forward(kind, x.Pointer + start, part.Pointer, length, 1);
                part.Values[..length].SequenceEqual(y.Values.Slice(start, length)).ShouldBeTrue();
            }
        }
    });

    [Fact]
    public void Concurrent_callers_do_not_disturb_each_other()
    {
        var (x, expected) = (Block.Random(1, 60_000), Block.Empty(60_000));
        Activation.Forward(ActivationKind.Silu, x.Pointer, expected.Pointer, x.Count, 1);
        Concurrency.Race(4, _ =>
        {
            var y = Block.Empty(x.Count);
            Activation.Forward(ActivationKind.Silu, x.Pointer, y.Pointer, x.Count, 2);
            y.ShouldEqualBitwise(expected.Values);
        });
    }

    [Fact]
    public void Bad_arguments_are_managed_exceptions()
    {
        var x = Block.Random(1, 4);
        Activation.Forward(ActivationKind.Silu, null, null, 0, 1);
        Should.Throw<ArgumentException>(() => Activation.Forward((ActivationKind)9, x.Pointer, x.Pointer, 4, 1));
        Should.Throw<ArgumentException>(() => Activation.Forward(ActivationKind.Identity, x.Pointer, x.Pointer, 4, 1));
        Should.Throw<ArgumentException>(() => Activation.Forward(ActivationKind.Silu, x.Pointer, x.Pointer, -4, 1));
        Should.Throw<ArgumentException>(() => Activation.Forward(ActivationKind.Silu, null, x.Pointer, 4, 1));
        Should.Throw<ArgumentException>(() => Activation.Backward(ActivationKind.Silu, x.Pointer, null, x.Pointer, 4, 1));
    }

    static double Value(ActivationKind kind, double x) => kind == ActivationKind.Silu
        ? x / (1 + Math.Exp(-x))
        : 0.5 * x * (1 + Math.Tanh(Inner(x)));

    static double Slope(ActivationKind kind, double x)
    {
        if (kind == ActivationKind.Silu)
        {
            var s = 1 / (1 + Math.Exp(-x));
            return s * (1 + (x * (1 - s)));
        }

        var t = Math.Tanh(Inner(x));
        return (0.5 * (1 + t)) + (0.5 * x * (1 - (t * t)) * Math.Sqrt(2 / Math.PI) * (1 + (3 * 0.044715 * x * x)));
    }

    static double Inner(double x) => Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x));
}
