namespace Tessera.Kernels.Tests;

public sealed unsafe class RmsNormTests
{
    const float Epsilon = 1e-6f;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(17, 64)]
    [InlineData(255, 72)]
    [InlineData(3, 257)]
    public void Matches_a_float64_reference(int rows, int size) => InstructionSets.Each(() =>
    {
        var (x, weight, grad) = (Block.Random(rows, rows * size), Block.Random(2, size, 2), Block.Random(3, rows * size));
        var (y, rstd, dx, dweight) = (Block.Empty(x.Count), Block.Empty(rows), Block.Empty(x.Count), Block.Empty(size));
        RmsNorm.Forward(rows, size, x.Pointer, weight.Pointer, y.Pointer, rstd.Pointer, Epsilon, 1);
        RmsNorm.Backward(rows, size, x.Pointer, weight.Pointer, rstd.Pointer, grad.Pointer, dx.Pointer, dweight.Pointer, 1);

        var (expectedY, expectedDx, expectedDweight) = (new double[x.Count], new double[x.Count], new double[size]);
        for (var row = 0; row < rows; row++)
        {
            var at = row * size;
            var r = 1 / Math.Sqrt(Enumerable.Range(0, size).Average(c => (double)x[at + c] * x[at + c]) + Epsilon);
            var moment = Enumerable.Range(0, size).Average(c => (double)grad[at + c] * weight[c] * x[at + c] * r);
            for (var c = 0; c < size; c++)
            {
                expectedY[at + c] = x[at + c] * r * weight[c];
                expectedDx[at + c] = r * (((double)grad[at + c] * weight[c]) - (x[at + c] * r * moment));
                expectedDweight[c] += grad[at + c] * x[at + c] * r;
            }
        }

        y.ShouldMatch(expectedY, 1e-6);
        // One value a row is the sign alone: its gradient is zero to rounding.
        dx.ShouldMatch(expectedDx, size == 1 ? 1 : 5e-6);
        dweight.ShouldMatch(expectedDweight, 2e-6);
    });

    [Fact]
    public void The_weight_is_optional()
    {
        var (x, ones, y, plain) = (Block.Random(1, 5 * 40), Block.Empty(40), Block.Empty(200), Block.Empty(200));
        ones.Values.Fill(1);
        RmsNorm.Forward(5, 40, x.Pointer, ones.Pointer, y.Pointer, null, Epsilon, 1);
        RmsNorm.Forward(5, 40, x.Pointer, null, plain.Pointer, null, Epsilon, 1);
        plain.ShouldEqualBitwise(y.Values);
    }

    [Fact]
    public void Results_do_not_depend_on_threads() => InstructionSets.Each(() =>
    {
        var expected = Run(1);
        for (var threads = 2; threads <= 4; threads++)
        {
            Run(threads).ShouldBe(expected);
        }
    });

    [Fact]
    public void Concurrent_callers_do_not_disturb_each_other()
    {
        var expected = Run(1);
        Concurrency.Race(4, _ => Run(2).ShouldBe(expected));
    }

    [Fact]
    public void Empty_input_gives_zero_gradients()
    {
        var (weight, dweight) = (Block.Random(1, 8), Block.Empty(8));
        RmsNorm.Forward(0, 8, null, weight.Pointer, null, null, Epsilon, 2);
        RmsNorm.Backward(0, 8, null, weight.Pointer, null, null, null, dweight.Pointer, 2);
        dweight.Values.IndexOfAnyExcept(0f).ShouldBe(-1);
    }

    [Fact]
    public void Bad_arguments_are_managed_exceptions()
    {
        var x = Block.Random(1, 16);
        Should.Throw<ArgumentException>(() => RmsNorm.Forward(-1, 8, x.Pointer, null, x.Pointer, null, Epsilon, 1));
        Should.Throw<ArgumentException>(() => RmsNorm.Forward(2, 0, x.Pointer, null, x.Pointer, null, Epsilon, 1));
        Should.Throw<ArgumentException>(() => RmsNorm.Forward(2, 8, null, null, x.Pointer, null, Epsilon, 1));
        Should.Throw<ArgumentException>(() => RmsNorm.Forward(2, 8, x.Pointer, null, x.Pointer, null, Epsilon, -3));
        Should.Throw<ArgumentException>(() => RmsNorm.Backward(2, 8, x.Pointer, x.Pointer, x.Pointer, x.Pointer, x.Pointer, null, 1));
    }

    static float[] Run(int threads)
    {
        const int Rows = 150, Size = 48;
        var (x, weight, grad) = (Block.Random(1, Rows * Size), Block.Random(2, Size), Block.Random(3, Rows * Size));
        var (y, rstd, dx, dweight) = (Block.Empty(x.Count), Block.Empty(Rows), Block.Empty(x.Count), Block.Empty(Size));
        RmsNorm.Forward(Rows, Size, x.Pointer, weight.Pointer, y.Pointer, rstd.Pointer, Epsilon, threads);
        RmsNorm.Backward(Rows, Size, x.Pointer, weight.Pointer, rstd.Pointer, grad.Pointer, dx.Pointer, dweight.Pointer, threads);
        return [.. y.Values, .. dx.Values, .. dweight.Values];
    }
}
