namespace Tessera.Kernels.Tests;

/// <summary>Attention of one head in double precision, straight from its definition. q [Nq,d], k and v [Nk,d].</summary>
sealed class AttentionReference
{
    readonly int _queries;
    readonly int _keys;
    readonly int _d;
    readonly double _scale;
    readonly double[] _q;
    readonly double[] _k;
    readonly double[] _v;
    readonly double[] _p;

    public AttentionReference(double[] q, double[] k, double[] v, int d, double scale)
    {
        (_q, _k, _v, _d, _scale) = (q, k, v, d, scale);
        (_queries, _keys) = (q.Length / d, k.Length / d);
        _p = new double[_queries * _keys];
        O = new double[q.Length];
        Lse = new double[_queries];
        for (var i = 0; i < _queries; i++)
        {
            Row(i);
        }
    }

    public double[] O { get; }

    public double[] Lse { get; }

    public (double[] Dq, double[] Dk, double[] Dv) Backward(double[] gradO)
    {
        var (dq, dk, dv) = (new double[_q.Length], new double[_k.Length], new double[_v.Length]);
        for (var i = 0; i < _queries; i++)
        {
            var inner = Dot(gradO, i, O, i);
            for (var j = 0; j < _keys; j++)
            {
                var p = _p[(i * _keys) + j];
                var slope = p * (Dot(gradO, i, _v, j) - inner) * _scale;
                for (var c = 0; c < _d; c++)
                {
                    dv[(j * _d) + c] += p * gradO[(i * _d) + c];
                    dq[(i * _d) + c] += slope * _k[(j * _d) + c];
                    dk[(j * _d) + c] += slope * _q[(i * _d) + c];
                }
            }
        }

        return (dq, dk, dv);
    }

    void Row(int i)
    {
        var scores = new double[_keys];
        for (var j = 0; j < _keys; j++)
        {
            scores[j] = _scale * Dot(_q, i, _k, j);
        }

        var top = scores.Max();
        Lse[i] = top + Math.Log(scores.Sum(score => Math.Exp(score - top)));
        for (var j = 0; j < _keys; j++)
        {
            var p = _p[(i * _keys) + j] = Math.Exp(scores[j] - Lse[i]);
            for (var c = 0; c < _d; c++)
            {
                O[(i * _d) + c] += p * _v[(j * _d) + c];
            }
        }
    }

    double Dot(double[] a, int i, double[] b, int j)
    {
        var sum = 0.0;
        for (var c = 0; c < _d; c++)
        {
            sum += a[(i * _d) + c] * b[(j * _d) + c];
        }

        return sum;
    }
}
