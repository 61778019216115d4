namespace Tessera.Kernels.Tests;

public sealed unsafe class LinearGradientTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(17, 33, 49)]
    [InlineData(255, 64, 96)]
    [InlineData(257, 100, 40)]
    [InlineData(600, 7, 130)]
    public void Match_a_float64_reference(int rows, int inputs, int outputs) => InstructionSets.Each(() =>
    {
        var test = new Case(rows, rows, inputs, outputs);
        test.Run(1);
        var (dx, dw, dbias) = (new double[rows * inputs], new double[outputs * inputs], new double[outputs]);
        for (var row = 0; row < rows; row++)
        {
            for (var n = 0; n < outputs; n++)
            {
                double grad = test.GradY[(row * (outputs + 3)) + n];
                dbias[n] += grad;
                for (var k = 0; k < inputs; k++)
                {
                    dx[(row * inputs) + k] += grad * test.Weights[(n * inputs) + k];
                    dw[(n * inputs) + k] += grad * test.X[(row * (inputs + 5)) + k];
                }
            }
        }

        test.Dx.ShouldMatch(dx, 2e-6);
        test.Dw.ShouldMatch(dw, 4e-6);
        test.Dbias.ShouldMatch(dbias, 4e-6);
    });

    [Fact]
    public void Results_do_not_depend_on_threads() => InstructionSets.Each(() =>
    {
        var test = new Case(1, 300, 70, 150);
        test.Run(1);
        var expected = test.Results();
        for (var threads = 2; threads <= 4; threads++)
        {
            test.Run(threads);
            test.Results().ShouldBe(expected);
        }
    });

    [Fact]
    public void Concurrent_callers_do_not_disturb_each_other()
    {
        var alone = Enumerable.Range(0, 4).Select(caller => Run(caller, 1)).ToArray();
        Concurrency.Race(4, caller => Run(caller, 2).ShouldBe(alone[caller]));

        static float[] Run(int caller, int threads)
        {
            var test = new Case(caller, 90, 40, 100);
            test.Run(threads);
            return test.Results();
        }
    }

    [Fact]
    public void Without_rows_the_gradients_of_weights_are_zero()
    {
        var test = new Case(1, 0, 5, 60);
        test.Run(2);
        test.Dw.Values.IndexOfAnyExcept(0f).ShouldBe(-1);
        test.Dbias.Values.IndexOfAnyExcept(0f).ShouldBe(-1);
    }

    [Fact]
    public void Bad_arguments_are_managed_exceptions()
    {
        var test = new Case(1, 2, 8, 8);
        var rows = new RowsView(test.X.Pointer, 8);
        Should.Throw<ArgumentException>(() => test.Run(0));
        Should.Throw<ArgumentException>(() => Linear.WeightGradient(rows, rows, -1, 8, 8, rows, null, 1));
        Should.Throw<ArgumentException>(() => Linear.WeightGradient(rows, rows, 1, 0, 8, rows, null, 1));
        Should.Throw<ArgumentException>(() => Linear.WeightGradient(rows, rows, 1, 8, 8, default, null, 1));
        Should.Throw<ArgumentException>(() => Linear.WeightGradient(default, rows, 1, 8, 8, rows, null, 1));
        Should.Throw<ArgumentException>(() => Linear.InputGradient(default, 8, 8, rows, rows, 1, 1));
    }

    /// <summary>x and gradY lie in rows wider than they need.</summary>
    sealed class Case(int seed, int rows, int inputs, int outputs)
    {
        public Block X { get; } = Block.Random(seed, rows * (inputs + 5L));

        public Block GradY { get; } = Block.Random(seed + 1, rows * (outputs + 3L));

        public Block Weights { get; } = Block.Random(seed + 2, (long)outputs * inputs);

        public Block Dx { get; } = Block.Empty((long)rows * inputs);

        public Block Dw { get; } = Block.Empty((long)outputs * inputs);

        public Block Dbias { get; } = Block.Empty(outputs);

        public void Run(int threads)
        {
            var gradY = new RowsView(GradY.Pointer, outputs + 3);
            Linear.InputGradient(new(Weights.Pointer, inputs), outputs, inputs, gradY, new(Dx.Pointer, inputs), rows, threads);
            Linear.WeightGradient(gradY, new(X.Pointer, inputs + 5), rows, outputs, inputs, new(Dw.Pointer, inputs), Dbias.Pointer, threads);
        }

        public float[] Results() => [.. Dx.Values, .. Dw.Values, .. Dbias.Values];
    }
}
