namespace Tessera.Kernels.Tests;

public sealed unsafe class LayerNormTests
{
    const float Epsilon = 1e-6f;

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 17, 255)]
    [InlineData(3, 33, 256)]
    [InlineData(1, 70, 257)]
    [InlineData(4, 1, 1152)]
    public void Matches_a_float64_reference(int items, int rows, int size) => InstructionSets.Each(() =>
    {
        var test = new Case(items + size, items, rows, size);
        test.Run(1);
        test.ShouldMatchReference();
    });

    [Fact]
    public void Without_modulation_it_only_normalises() => InstructionSets.Each(() =>
    {
        var test = new Case(3, 2, 5, 100);
        test.Modulation.Values.Clear();
        test.Run(1);
        var (y, dx) = (test.Y.Values.ToArray(), test.Dx.Values.ToArray());
        LayerNorm.Forward(test.Shape, test.X.Pointer, default, test.Y.Pointer, null, null, Epsilon, 1);
        LayerNorm.Backward(test.Shape, test.X.Pointer, default, test.Mean.Pointer, test.Rstd.Pointer, test.GradY.Pointer, test.Dx.Pointer, default, 1);
        test.Y.ShouldEqualBitwise(y);
        test.Dx.ShouldEqualBitwise(dx);
    });

    [Fact]
    public void Results_do_not_depend_on_threads_or_on_other_items() => InstructionSets.Each(() =>
    {
        var all = new Case(8, 3, 130, 96);
        all.Run(1);
        var expected = all.Results();
        for (var threads = 2; threads <= 4; threads++)
        {
            all.Run(threads);
            all.Results().ShouldBe(expected);
        }

        var one = new Case(8, 1, 130, 96);
        all.X.Values[one.X.Count..(2 * one.X.Count)].CopyTo(one.X.Values);
        all.GradY.Values[one.X.Count..(2 * one.X.Count)].CopyTo(one.GradY.Values);
        all.Modulation.Values[one.Modulation.Count..(2 * one.Modulation.Count)].CopyTo(one.Modulation.Values);
        one.Run(2);
        one.Y.ShouldEqualBitwise(all.Y.Values[one.Y.Count..(2 * one.Y.Count)]);
        one.Dx.ShouldEqualBitwise(all.Dx.Values[one.Dx.Count..(2 * one.Dx.Count)]);
        one.GradModulation.ShouldEqualBitwise(all.GradModulation.Values[one.GradModulation.Count..(2 * one.GradModulation.Count)]);
    });

    [Fact]
    public void Concurrent_callers_do_not_disturb_each_other()
    {
        var alone = Enumerable.Range(0, 4).Select(caller => Run(caller, 1)).ToArray();
        Concurrency.Race(4, caller => Run(caller, 2).ShouldBe(alone[caller]));

        static float[] Run(int caller, int threads)
        {
            var test = new Case(caller, 2, 100, 64);
            test.Run(threads);
            return test.Results();
        }
    }

    [Fact]
    public void Empty_input_gives_empty_output_and_zero_gradients()
    {
        new Case(1, 0, 5, 8).Run(2);
        var test = new Case(1, 2, 0, 8);
        test.Run(2);
        test.GradModulation.Values.IndexOfAnyExcept(0f).ShouldBe(-1);
    }

    [Fact]
    public void Bad_arguments_are_managed_exceptions()
    {
        var test = new Case(1, 1, 2, 8);
        Should.Throw<ArgumentException>(() => test.Run(0)).Message.ShouldContain("threads");
        Should.Throw<ArgumentException>(() => Forward(new(1, 2, 0)));
        Should.Throw<ArgumentException>(() => Forward(new(-1, 2, 8)));
        Should.Throw<ArgumentException>(() => Forward(new(1, 2, 1L << 40)));
        Should.Throw<ArgumentException>(() => LayerNorm.Forward(test.Shape, test.X.Pointer, new(test.X.Pointer, null, 8), test.Y.Pointer, null, null, Epsilon, 1));
        Should.Throw<ArgumentException>(() => LayerNorm.Forward(test.Shape, null, default, test.Y.Pointer, null, null, Epsilon, 1));
        Should.Throw<ArgumentException>(() => LayerNorm.Backward(
            test.Shape, test.X.Pointer, new(test.X.Pointer, null, 8), test.Mean.Pointer, test.Rstd.Pointer, test.GradY.Pointer, test.Dx.Pointer, default, 1));

        void Forward(LayerNormShape shape) => LayerNorm.Forward(shape, test.X.Pointer, default, test.Y.Pointer, null, null, Epsilon, 1);
    }

    sealed class Case
    {
        public Case(int seed, int items, int rows, int size)
        {
            Shape = new(items, rows, size);
            var count = (long)items * rows * size;
            (X, GradY) = (Block.Random(seed, count, 3), Block.Random(seed + 1, count));
            (Y, Dx) = (Block.Empty(count), Block.Empty(count));
            (Mean, Rstd) = (Block.Empty((long)items * rows), Block.Empty((long)items * rows));
            // Slices 1 (shift) and 2 (scale) of [items, 3 * size].
            Modulation = Block.Random(seed + 2, 3L * items * size);
            GradModulation = Block.Empty(3L * items * size);
            GradModulation.Values.Clear();
        }

        public LayerNormShape Shape { get; }

        public Block X { get; }

        public Block GradY { get; }

        public Block Y { get; }

        public Block Dx { get; }

        public Block Mean { get; }

        public Block Rstd { get; }

        public Block Modulation { get; }

        public Block GradModulation { get; }

        public void Run(int threads)
        {
            LayerNorm.Forward(Shape, X.Pointer, Slices(Modulation), Y.Pointer, Mean.Pointer, Rstd.Pointer, Epsilon, threads);
            LayerNorm.Backward(
                Shape, X.Pointer, Slices(Modulation), Mean.Pointer, Rstd.Pointer, GradY.Pointer, Dx.Pointer, Slices(GradModulation), threads);
        }

        public float[] Results() => [.. Y.Values, .. Dx.Values, .. Mean.Values, .. Rstd.Values, .. GradModulation.Values];

        public void ShouldMatchReference()
        {
            var size = (int)Shape.Size;
            var (y, dx, modulation) = (new double[Y.Count], new double[Dx.Count], new double[GradModulation.Count]);
            for (var row = 0; row < Shape.Items * Shape.RowsPerItem; row++)
            {
                var x = X.Values.Slice(row * size, size).ToArray().Select(value => (double)value).ToArray();
                var mean = x.Average();
                var rstd = 1 / Math.Sqrt(x.Average(value => (value - mean) * (value - mean)) + Epsilon);
                Mean[row].ShouldBe((float)mean, 1e-5f);
                (Rstd[row] / rstd).ShouldBe(1, 1e-5);
                var item = row / (int)Shape.RowsPerItem * 3 * size;
                var slopes = new double[size];
                for (var c = 0; c < size; c++)
                {
                    var normal = (x[c] - mean) * rstd;
                    var scale = 1 + (double)Modulation[item + (2 * size) + c];
                    double grad = GradY[(row * size) + c];
                    y[(row * size) + c] = (normal * scale) + Modulation[item + size + c];
                    slopes[c] = grad * scale;
                    modulation[item + size + c] += grad;
                    modulation[item + (2 * size) + c] += grad * normal;
                }

                var moment = slopes.Select((slope, c) => slope * (x[c] - mean) * rstd).Average();
                for (var c = 0; c < size; c++)
                {
                    dx[(row * size) + c] = rstd * (slopes[c] - slopes.Average() - ((x[c] - mean) * rstd * moment));
                }
            }

            Y.ShouldMatch(y, 2e-6);
            Dx.ShouldMatch(dx, size == 1 ? 1e-3 : 5e-6);
            GradModulation.ShouldMatch(modulation, 2e-6);
        }

        Modulation Slices(Block block) => new(block.Pointer + (2 * Shape.Size), block.Pointer + Shape.Size, 3 * Shape.Size);
    }
}
