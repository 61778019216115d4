namespace Tessera.Kernels.Tests;

public sealed unsafe class QkNormRopeTests
{
    const float Epsilon = 1e-6f;

    [Theory]
    [InlineData(1, 1, 1, 2, true)]
    [InlineData(2, 17, 3, 64, true)]
    [InlineData(2, 33, 2, 72, false)]
    [InlineData(1, 70, 4, 128, true)]
    [InlineData(1, 3, 1, 34, true)]
    public void Matches_a_float64_reference(int batch, int tokens, int heads, int d, bool shared) => InstructionSets.Each(() =>
    {
        var test = new Case(d, batch, tokens, heads, d, shared);
        test.Run(1);
        test.ShouldMatchReference();
    });

    [Fact]
    public void It_can_work_in_place_and_leaves_v_alone() => InstructionSets.Each(() =>
    {
        var test = new Case(4, 2, 9, 2, 64, shared: true);
        test.Run(1);
        var before = test.Qkv.Values.ToArray();
        var pair = QkPair.In(test.Qkv.Pointer, 3, 9, 2, 64);
        QkNormRope.Forward(test.Shape, pair, test.Weights.Pointer, test.Weights.Pointer + 64, test.Table, pair, 1);
        for (var token = 0; token < 18; token++)
        {
            test.Qkv.Values.Slice(token * 384, 256).SequenceEqual(test.Out.Values.Slice(token * 256, 256)).ShouldBeTrue();
            test.Qkv.Values.Slice((token * 384) + 256, 128).SequenceEqual(before.AsSpan((token * 384) + 256, 128)).ShouldBeTrue();
        }
    });

    [Fact]
    public void Results_do_not_depend_on_threads() => InstructionSets.Each(() =>
    {
        var test = new Case(4, 2, 100, 2, 64, shared: true);
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
            var test = new Case(caller, 1, 80, 2, 32, shared: true);
            test.Run(threads);
            return test.Results();
        }
    }

    [Fact]
    public void Empty_input_gives_zero_weight_gradients()
    {
        var test = new Case(1, 0, 4, 2, 64, shared: true);
        test.Run(2);
        test.Dweights.Values.IndexOfAnyExcept(0f).ShouldBe(-1);
    }

    [Fact]
    public void Bad_arguments_are_managed_exceptions()
    {
        var test = new Case(1, 1, 4, 2, 64, shared: true);
        var pair = QkPair.In(test.Qkv.Pointer, 3, 4, 2, 64);
        Should.Throw<ArgumentException>(() => test.Run(0));
        Should.Throw<ArgumentException>(() => Forward(test.Shape with { HeadSize = 63 })).Message.ShouldContain("63");
        Should.Throw<ArgumentException>(() => Forward(test.Shape with { HeadSize = 258 }));
        Should.Throw<ArgumentException>(() => Forward(test.Shape with { Tokens = -4 }));
        Should.Throw<ArgumentException>(() => QkNormRope.Forward(test.Shape, pair, null, null, test.Table, pair, 1));
        Should.Throw<ArgumentException>(() => new QkPair(new(null, 1, 2, 3), new(null, 1, 2, 4)));
        Should.Throw<ArgumentOutOfRangeException>(() => HeadView.Part(null, 3, 3, 1, 1, 1));

        void Forward(QkNormRopeShape shape) =>
            QkNormRope.Forward(shape, pair, test.Weights.Pointer, test.Weights.Pointer, test.Table, pair, 1);
    }

    sealed class Case
    {
        readonly int _batch;
        readonly int _tokens;
        readonly int _heads;
        readonly int _d;
        readonly bool _shared;

        public Case(int seed, int batch, int tokens, int heads, int d, bool shared)
        {
            (_batch, _tokens, _heads, _d, _shared) = (batch, tokens, heads, d, shared);
            Shape = new(batch, tokens, heads, d, Epsilon);
            Qkv = Block.Random(seed, 3L * batch * tokens * heads * d);
            Weights = Block.Random(seed + 1, 2L * d, 2);
            Angles = Block.Random(seed + 2, 2L * (shared ? 1 : batch) * tokens * (d / 2));
            for (var i = 0; i < Angles.Count / 2; i++)
            {
                var angle = 10 * Angles[i];
                Angles.Values[i] = MathF.Cos(angle);
                Angles.Values[i + (Angles.Count / 2)] = MathF.Sin(angle);
            }

            Out = Block.Empty(2L * batch * tokens * heads * d);
            GradOut = Block.Random(seed + 3, Out.Count);
            Dqk = Block.Empty(Out.Count);
            Dweights = Block.Empty(2L * d);
        }

        public QkNormRopeShape Shape { get; }

        public Block Qkv { get; }

        public Block Weights { get; }

        public Block Angles { get; }

        public Block Out { get; }

        public Block GradOut { get; }

        public Block Dqk { get; }

        public Block Dweights { get; }

        public RopeTable Table => new(Angles.Pointer, Angles.Pointer + (Angles.Count / 2), _shared ? 0 : (long)_tokens * _d / 2);

        public void Run(int threads)
        {
            var input = QkPair.In(Qkv.Pointer, 3, _tokens, _heads, _d);
            QkNormRope.Forward(Shape, input, Weights.Pointer, Weights.Pointer + _d, Table, Pair(Out), threads);
            QkNormRope.Backward(
                Shape, input, Weights.Pointer, Weights.Pointer + _d, Table, Pair(GradOut), Pair(Dqk), Dweights.Pointer, Dweights.Pointer + _d, threads);
        }

        public float[] Results() => [.. Out.Values, .. Dqk.Values, .. Dweights.Values];

        public void ShouldMatchReference()
        {
            var (y, dx, dweights) = (new double[Out.Count], new double[Out.Count], new double[2 * _d]);
            for (var token = 0; token < _batch * _tokens; token++)
            {
                for (var part = 0; part < 2; part++)
                {
                    for (var head = 0; head < _heads; head++)
                    {
                        var from = ((((token * 3) + part) * _heads) + head) * _d;
                        var to = ((((token * 2) + part) * _heads) + head) * _d;
                        Head(from, to, part * _d, (_shared ? token % _tokens : token) * (_d / 2), y, dx, dweights);
                    }
                }
            }

            Out.ShouldMatch(y, 2e-6);
            Dqk.ShouldMatch(dx, 5e-6);
            Dweights.ShouldMatch(dweights, 5e-6);
        }

        void Head(int from, int to, int weight, int angle, double[] y, double[] dx, double[] dweights)
        {
            var rstd = 1 / Math.Sqrt(Enumerable.Range(0, _d).Average(c => (double)Qkv[from + c] * Qkv[from + c]) + Epsilon);
            var slopes = new double[_d];
            for (var i = 0; i < _d / 2; i++)
            {
                double cos = Angles[angle + i], sin = Angles[angle + i + (Angles.Count / 2)];
                var a = Qkv[from + (2 * i)] * rstd * Weights[weight + (2 * i)];
                var b = Qkv[from + (2 * i) + 1] * rstd * Weights[weight + (2 * i) + 1];
                y[to + (2 * i)] = (a * cos) - (b * sin);
                y[to + (2 * i) + 1] = (a * sin) + (b * cos);
                double left = GradOut[to + (2 * i)], right = GradOut[to + (2 * i) + 1];
                slopes[2 * i] = (left * cos) + (right * sin);
                slopes[(2 * i) + 1] = (right * cos) - (left * sin);
            }

            var moment = Enumerable.Range(0, _d).Average(c => slopes[c] * Weights[weight + c] * Qkv[from + c] * rstd);
            for (var c = 0; c < _d; c++)
            {
                var normal = Qkv[from + c] * rstd;
                dx[to + c] = rstd * ((slopes[c] * Weights[weight + c]) - (normal * moment));
                dweights[weight + c] += slopes[c] * normal;
            }
        }

        QkPair Pair(Block block) => QkPair.In(block.Pointer, 2, _tokens, _heads, _d);
    }
}
