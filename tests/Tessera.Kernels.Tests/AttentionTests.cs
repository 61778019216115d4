namespace Tessera.Kernels.Tests;

public sealed unsafe class AttentionTests
{
    [Theory]
    [InlineData(1, 1, 1, 1, 64)]
    [InlineData(2, 3, 17, 17, 64)]
    [InlineData(1, 2, 255, 255, 32)]
    [InlineData(1, 1, 257, 257, 64)]
    [InlineData(1, 1, 300, 130, 40)]
    [InlineData(1, 2, 61, 389, 72)]
    [InlineData(2, 1, 100, 193, 128)]
    [InlineData(1, 1, 5, 31, 8)]
    public void Matches_a_float64_reference(int batch, int heads, int queries, int keys, int d) => InstructionSets.Each(() =>
    {
        var attention = new AttentionCase(queries + d, batch, heads, queries, keys, d);
        attention.Forward();
        attention.Backward();
        attention.ShouldMatchReference(3e-6);
    });

    [Fact]
    public void Large_scores_neither_overflow_nor_lose_the_peak() => InstructionSets.Each(() =>
    {
        var attention = new AttentionCase(5, 1, 2, 40, 210, 64, spread: 8);
        attention.Forward();
        attention.Backward();
        attention.ShouldMatchReference(5e-5);
    });

    [Fact]
    public void Not_a_number_stays_in_its_row() => InstructionSets.Each(() =>
    {
        var attention = new AttentionCase(6, 1, 1, 9, 40, 32);
        attention.QuerySide.Values[4 * 3 * 32] = float.NaN;
        attention.Forward();
        for (var query = 0; query < 9; query++)
        {
            foreach (var value in attention.O.Values.Slice(query * 32, 32))
            {
                float.IsNaN(value).ShouldBe(query == 4);
            }
        }
    });

    [Fact]
    public void The_log_sum_exp_is_optional()
    {
        var attention = new AttentionCase(9, 1, 1, 8, 8, 32);
        attention.Forward();
        var expected = attention.O.Values.ToArray();
        var view = HeadView.Part(attention.O.Pointer, 0, 1, 8, 1, 32);
        var qkv = attention.QuerySide.Pointer;
        Attention.Forward(
            attention.Shape,
            HeadView.Part(qkv, 0, 3, 8, 1, 32),
            HeadView.Part(attention.KeySide.Pointer, 1, 3, 8, 1, 32),
            HeadView.Part(attention.KeySide.Pointer, 2, 3, 8, 1, 32),
            view,
            null,
            1);
        attention.O.ShouldEqualBitwise(expected);
    }

    [Fact]
    public void Results_do_not_depend_on_threads() => InstructionSets.Each(() =>
    {
        var attention = new AttentionCase(1, 2, 3, 300, 210, 64);
        attention.Forward(1);
        attention.Backward(1);
        var expected = Results(attention);
        for (var threads = 2; threads <= 4; threads++)
        {
            attention.Forward(threads);
            attention.Backward(threads);
            Results(attention).ShouldBe(expected);
        }
    });

    [Fact]
    public void A_query_gives_the_same_bits_whatever_shares_the_call() => InstructionSets.Each(() =>
    {
        const int Keys = 77, Size = 64;
        var many = new AttentionCase(3, 3, 2, 301, Keys, Size);
        many.Forward(2);
        foreach (var count in new[] { 1, 5, 6, 7, 259 })
        {
            // Item 1 alone, its first `count` queries.
            var few = new AttentionCase(3, 1, 2, count, Keys, Size);
            many.QuerySide.Values.Slice(301 * 3 * 2 * Size, few.QuerySide.Count).CopyTo(few.QuerySide.Values);
            many.KeySide.Values.Slice(few.KeySide.Count, few.KeySide.Count).CopyTo(few.KeySide.Values);
            few.Forward();
            few.O.ShouldEqualBitwise(many.O.Values.Slice(301 * 2 * Size, few.O.Count));
        }
    });

    [Fact]
    public void Concurrent_callers_do_not_disturb_each_other()
    {
        var alone = Enumerable.Range(0, 4).Select(caller => Run(caller, 1)).ToArray();
        Concurrency.Race(4, caller =>
        {
            for (var repeat = 0; repeat < 5; repeat++)
            {
                Run(caller, 2).ShouldBe(alone[caller]);
            }
        });

        static float[] Run(int caller, int threads)
        {
            var attention = new AttentionCase(40 + caller, 1, 4, 50 + caller, 33, 32);
            attention.Forward(threads);
            attention.Backward(threads);
            return Results(attention);
        }
    }

    [Fact]
    public void Without_keys_the_output_is_zero_and_the_log_sum_exp_minus_infinity() => InstructionSets.Each(() =>
    {
        var attention = new AttentionCase(1, 1, 2, 3, 0, 64);
        attention.Forward();
        attention.Backward();
        attention.O.Values.IndexOfAnyExcept(0f).ShouldBe(-1);
        attention.Lse.Values.IndexOfAnyExcept(float.NegativeInfinity).ShouldBe(-1);
        attention.Dq.Values.IndexOfAnyExcept(0f).ShouldBe(-1);
    });

    [Theory]
    [InlineData(0, 2, 3, 4)]
    [InlineData(2, 0, 3, 4)]
    public void Empty_batches_do_nothing(int batch, int heads, int queries, int keys)
    {
        var attention = new AttentionCase(1, batch, heads, queries, keys, 64);
        attention.Forward();
        attention.Backward();
        attention.O.ShouldBeWholeAndIntact();
    }

    [Fact]
    public void Without_queries_the_gradients_of_keys_and_values_are_zero()
    {
        var attention = new AttentionCase(1, 1, 2, 0, 70, 64);
        attention.Forward();
        attention.Backward();
        attention.Dk.Values.IndexOfAnyExcept(0f).ShouldBe(-1);
        attention.Dv.Values.IndexOfAnyExcept(0f).ShouldBe(-1);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(65)]
    [InlineData(136)]
    public void Unsupported_head_sizes_are_refused(int d)
    {
        var attention = new AttentionCase(1, 1, 1, 2, 2, d);
        Should.Throw<ArgumentException>(() => attention.Forward()).Message.ShouldContain($"not {d}");
        Should.Throw<ArgumentException>(() => attention.Backward());
    }

    [Fact]
    public void Bad_arguments_are_managed_exceptions()
    {
        var attention = new AttentionCase(1, 1, 1, 2, 2, 64);
        Should.Throw<ArgumentException>(() => attention.Forward(0)).Message.ShouldContain("threads");
        Should.Throw<ArgumentException>(() => attention.Forward(257));
        Should.Throw<ArgumentException>(() => Attention.Forward(attention.Shape, default, default, default, default, null, 1));
        Should.Throw<ArgumentException>(() => Attention.Forward(attention.Shape with { Queries = -1 }, default, default, default, default, null, 1));
        Should.Throw<ArgumentException>(() => Attention.Forward(attention.Shape with { Keys = long.MaxValue }, default, default, default, default, null, 1));
    }

    static float[] Results(AttentionCase attention) =>
        [.. attention.O.Values, .. attention.Lse.Values, .. attention.Dq.Values, .. attention.Dk.Values, .. attention.Dv.Values];
}
