namespace Tessera.Kernels.Tests;

/// <summary>Attention over slices of [B,N,3,H,d] buffers with random values, forward and backward.</summary>
sealed unsafe class AttentionCase
{
    readonly long _batch;
    readonly long _heads;
    readonly long _d;

    public AttentionCase(int seed, int batch, int heads, int queries, int keys, int d, float spread = 1)
    {
        Shape = new(batch, heads, queries, keys, d, 1 / MathF.Sqrt(d));
        (_batch, _heads, _d) = (batch, heads, d);
        QuerySide = Block.Random(seed, 3L * batch * queries * heads * d, 2 * spread);
        KeySide = Block.Random(seed + 1, 3L * batch * keys * heads * d, 2 * spread);
        GradO = Block.Random(seed + 2, (long)batch * queries * heads * d);
        O = Block.Empty(GradO.Count);
        Lse = Block.Empty((long)batch * heads * queries);
        Dq = Block.Empty(O.Count);
        Dk = Block.Empty((long)batch * keys * heads * d);
        Dv = Block.Empty(Dk.Count);
    }

    public AttentionShape Shape { get; init; }

    public Block QuerySide { get; }

    public Block KeySide { get; }

    public Block GradO { get; }

    public Block O { get; }

    public Block Lse { get; }

    public Block Dq { get; }

    public Block Dk { get; }

    public Block Dv { get; }

    HeadView Q => HeadView.Part(QuerySide.Pointer, 0, 3, Shape.Queries, _heads, _d);

    HeadView K => HeadView.Part(KeySide.Pointer, 1, 3, Shape.Keys, _heads, _d);

    HeadView V => HeadView.Part(KeySide.Pointer, 2, 3, Shape.Keys, _heads, _d);

    public void Forward(int threads = 1) => Attention.Forward(Shape, Q, K, V, Queries(O), Lse.Pointer, threads);

    public void Backward(int threads = 1) => Attention.Backward(
        Shape,
        Q,
        K,
        V,
        Queries(O),
        Lse.Pointer,
        Queries(GradO),
        new(Queries(Dq), Keys(Dk), Keys(Dv)),
        threads);

    /// <summary>Compares every head with the reference.</summary>
    public void ShouldMatchReference(double tolerance)
    {
        var o = new double[O.Count];
        var lse = new double[Lse.Count];
        var (dq, dk, dv) = (new double[Dq.Count], new double[Dk.Count], new double[Dv.Count]);
        for (var batch = 0; batch < _batch; batch++)
        {
            for (var head = 0; head < _heads; head++)
            {
                var reference = new AttentionReference(
                    Head(Q, Shape.Queries, batch, head),
                    Head(K, Shape.Keys, batch, head),
                    Head(V, Shape.Keys, batch, head),
                    (int)_d,
                    Shape.Scale);
                var gradients = reference.Backward(Head(Queries(GradO), Shape.Queries, batch, head));
                reference.Lse.CopyTo(lse, ((batch * _heads) + head) * Shape.Queries);
                Spread(reference.O, o, batch, head);
                Spread(gradients.Dq, dq, batch, head);
                Spread(gradients.Dk, dk, batch, head);
                Spread(gradients.Dv, dv, batch, head);
            }
        }

        O.ShouldMatch(o, tolerance);
        Lse.ShouldMatch(lse, tolerance);
        Dq.ShouldMatch(dq, 4 * tolerance);
        Dk.ShouldMatch(dk, 4 * tolerance);
        Dv.ShouldMatch(dv, 4 * tolerance);
    }

    HeadView Queries(Block block) => HeadView.Part(block.Pointer, 0, 1, Shape.Queries, _heads, _d);

    HeadView Keys(Block block) => HeadView.Part(block.Pointer, 0, 1, Shape.Keys, _heads, _d);

    double[] Head(HeadView view, long tokens, int batch, int head)
    {
        var values = new double[tokens * _d];
        for (var token = 0L; token < tokens; token++)
        {
            var from = view.Data + (batch * view.BatchStride) + (token * view.TokenStride) + (head * view.HeadStride);
            for (var c = 0; c < _d; c++)
            {
                values[(token * _d) + c] = from[c];
            }
        }

        return values;
    }

    // [N,d] of one head -> its place in [B,N,H,d]
    void Spread(double[] values, double[] all, int batch, int head)
    {
        var tokens = values.Length / _d;
        for (var token = 0L; token < tokens; token++)
        {
            Array.Copy(values, token * _d, all, ((((batch * tokens) + token) * _heads) + head) * _d, _d);
        }
    }
}
