namespace Tessera.Kernels.Tests;

public sealed unsafe class LinearTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(17, 33, 40)]
    [InlineData(255, 256, 96)]
    [InlineData(257, 64, 129)]
    [InlineData(6, 1024, 768)]
    public void Matches_a_float64_reference(int rows, int inputs, int outputs) => InstructionSets.Each(() =>
    {
        var test = new Case(rows + inputs, rows, inputs, outputs);
        test.Run(default, 1);
        test.Y.ShouldMatch(test.Reference((p, _, _) => p), 2e-6);
        test.Run(LinearEpilogue.Activate(ActivationKind.GeluTanh), 1);
        test.Y.ShouldMatch(test.Reference((p, _, _) => 0.5 * p * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (p + (0.044715 * p * p * p))))), 2e-6);
        test.Run(LinearEpilogue.Activate(ActivationKind.Silu), 1);
        test.Y.ShouldMatch(test.Reference((p, _, _) => p / (1 + Math.Exp(-p))), 2e-6);
        test.Run(LinearEpilogue.Add(test.Residual), 1);
        test.Y.ShouldMatch(test.Reference((p, row, n) => p + test.ResidualAt(row, n)), 2e-6);
        test.Run(LinearEpilogue.AddGated(test.Residual, test.Gate, 5), 1);
        test.Y.ShouldMatch(test.Reference((p, row, n) => (p * test.GateAt(row / 5, n)) + test.ResidualAt(row, n)), 2e-6);
    });

    [Fact]
    public void Unpacked_weights_give_the_same_bits() => InstructionSets.Each(() =>
    {
        var test = new Case(1, 50, 70, 90);
        test.Run(default, 2);
        var expected = test.Y.Values.ToArray();
        test.Y.Values.Fill(float.NaN);
        Linear.Forward(new(test.Weights.Pointer, 70), 90, 70, test.Bias.Pointer, test.X, new(test.Y.Pointer, 90), 50, default, 2);
        test.Y.ShouldEqualBitwise(expected);
    });

    [Fact]
    public void The_residual_may_be_updated_in_place()
    {
        var test = new Case(2, 40, 64, 64);
        var epilogue = LinearEpilogue.AddGated(test.Residual, test.Gate, 5);
        test.Run(epilogue, 1);
        using var packed = test.Pack();
        var stream = Block.Empty(test.Y.Count);
        for (var row = 0; row < 40; row++)
        {
            for (var n = 0; n < 64; n++)
            {
                stream.Values[(row * 64) + n] = test.ResidualAt(row, n);
            }
        }

        var view = new RowsView(stream.Pointer, 64);
        Linear.Forward(packed, test.Bias.Pointer, test.X, view, 40, LinearEpilogue.AddGated(view, test.Gate, 5), 2);
        stream.ShouldEqualBitwise(test.Y.Values);
    }

    [Fact]
    public void A_row_has_the_same_bits_whatever_shares_the_call_and_on_any_threads() => InstructionSets.Each(() =>
    {
        var test = new Case(3, 520, 100, 136);
        using var packed = test.Pack();
        test.Run(LinearEpilogue.Activate(ActivationKind.GeluTanh), 1);
        foreach (var rows in new[] { 1, 2, 3, 4, 5, 6, 7, 31, 255, 256, 257, 519 })
        {
            for (var threads = 1; threads <= 4; threads++)
            {
                var y = Block.Empty(rows * 136);
                var first = 520 - rows;
                var x = new RowsView(test.X.Data + (first * test.X.Stride), test.X.Stride);
                Linear.Forward(packed, test.Bias.Pointer, x, new(y.Pointer, 136), rows, LinearEpilogue.Activate(ActivationKind.GeluTanh), threads);
                y.ShouldEqualBitwise(test.Y.Values[(first * 136)..]);
            }
        }
    });

    [Fact]
    public void Concurrent_callers_may_share_weights()
    {
        var test = new Case(4, 300, 64, 200);
        using var packed = test.Pack();
        test.Run(default, 1);
        Concurrency.Race(4, _ =>
        {
            for (var repeat = 0; repeat < 10; repeat++)
            {
                var y = Block.Empty(test.Y.Count);
                Linear.Forward(packed, test.Bias.Pointer, test.X, new(y.Pointer, 200), 300, default, 2);
                y.ShouldEqualBitwise(test.Y.Values);
            }
        });
    }

    [Fact]
    public void Weights_keep_the_instruction_set_they_were_packed_for()
    {
        var test = new Case(5, 20, 30, 50);
        using var packed = test.Pack();
        test.Run(default, 1);
        Processor.UseInstructionSet("portable");
        try
        {
            var y = Block.Empty(test.Y.Count);
            Linear.Forward(packed, test.Bias.Pointer, test.X, new(y.Pointer, 50), 20, default, 1);
            y.ShouldEqualBitwise(test.Y.Values);
        }
        finally
        {
            Processor.UseInstructionSet(null);
        }
    }

    [Fact]
    public void No_rows_are_no_work() => new Case(1, 0, 8, 8).Run(default, 2);

    [Fact]
    public void Bad_arguments_are_managed_exceptions()
    {
        var test = new Case(1, 4, 8, 8);
        var packed = test.Pack();
        var y = new RowsView(test.Y.Pointer, 8);
        Should.Throw<ArgumentException>(() => PackedWeights.Pack([1, 2, 3], 2, 2)).Message.ShouldContain("3 weights");
        Should.Throw<ArgumentException>(() => PackedWeights.Pack([], 0, 0));
        Should.Throw<ArgumentException>(() => Linear.Forward(packed, null, test.X, y, -1, default, 1));
        Should.Throw<ArgumentException>(() => Linear.Forward(packed, null, default, y, 4, default, 1));
        Should.Throw<ArgumentException>(() => Linear.Forward(packed, null, test.X, y, 4, default, 0));
        Should.Throw<ArgumentException>(() => Linear.Forward(packed, null, test.X, y, 4, LinearEpilogue.AddGated(y, y, 0), 1));
        Should.Throw<ArgumentException>(() => Linear.Forward(packed, null, test.X, y, 4, LinearEpilogue.Activate((ActivationKind)7), 1));
        Should.Throw<ArgumentException>(() => Linear.Forward(new RowsView(null, 8), 8, 8, null, test.X, y, 4, default, 1));
        packed.Dispose();
        Should.Throw<ObjectDisposedException>(() => Linear.Forward(packed, null, test.X, y, 4, default, 1));
    }

    /// <summary>x lies in rows wider than it needs, as do residual and gate.</summary>
    sealed class Case(int seed, int rows, int inputs, int outputs)
    {
        readonly Block _x = Block.Random(seed, rows * (inputs + 3L));
        readonly Block _residual = Block.Random(seed + 1, rows * (outputs + 5L));
        readonly Block _gate = Block.Random(seed + 2, ((rows / 5) + 1) * (outputs * 2L));
        double[]? _products;

        public Block Weights { get; } = Block.Random(seed + 3, (long)outputs * inputs, 2 / MathF.Sqrt(inputs));

        public Block Bias { get; } = Block.Random(seed + 4, outputs);

        public Block Y { get; } = Block.Empty((long)rows * outputs);

        public RowsView X => new(_x.Pointer, inputs + 3);

        public RowsView Residual => new(_residual.Pointer, outputs + 5);

        public RowsView Gate => new(_gate.Pointer, outputs * 2);

        public float ResidualAt(int row, int n) => _residual[(row * (outputs + 5)) + n];

        public float GateAt(int item, int n) => _gate[(item * outputs * 2) + n];

        public PackedWeights Pack() => PackedWeights.Pack(Weights.Values, outputs, inputs);

        public void Run(LinearEpilogue epilogue, int threads)
        {
            using var packed = Pack();
            Y.Values.Fill(float.NaN);
            Linear.Forward(packed, Bias.Pointer, X, new(Y.Pointer, outputs), rows, epilogue, threads);
        }

        public double[] Reference(Func<double, int, int, double> epilogue) =>
            [.. (_products ??= Multiply()).Select((p, i) => epilogue(p, i / outputs, i % outputs))];

        double[] Multiply()
        {
            var products = new double[Y.Count];
            for (var i = 0; i < products.Length; i++)
            {
                double sum = Bias[i % outputs];
                for (var k = 0; k < inputs; k++)
                {
                    sum += (double)_x[(i / outputs * (inputs + 3)) + k] * Weights[(i % outputs * inputs) + k];
                }

                products[i] = sum;
            }

            return products;
        }
    }
}
