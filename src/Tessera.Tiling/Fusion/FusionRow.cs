using System.Numerics;

namespace Tessera.Tiling;

/// <summary>The inner loop of fusion.</summary>
static class FusionRow
{
    /// <summary>fused += (weight * columns) * (other - owner), element by element.</summary>
    /// <remarks>Vectors and the rest of a row do the same four roundings, in the same order and without fused operations, so that a latent
    /// gets the same bits wherever it lies in a holder's window.</remarks>
    /// <param name="weight">Weight of the row.</param>
    /// <param name="columns">Weights of the columns; their count is the length of the row.</param>
    /// <param name="owner">Prediction of the owner; at least as long.</param>
    /// <param name="other">Prediction of the other tile; at least as long.</param>
    /// <param name="fused">What is added to; at least as long.</param>
    public static void Add(float weight, ReadOnlySpan<float> columns, ReadOnlySpan<float> owner, ReadOnlySpan<float> other, Span<float> fused)
    {
        owner = owner[..columns.Length];
        other = other[..columns.Length];
        fused = fused[..columns.Length];
        var i = 0;
        for (; i <= columns.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var share = weight * new Vector<float>(columns[i..]);
            var difference = new Vector<float>(other[i..]) - new Vector<float>(owner[i..]);
            (new Vector<float>(fused[i..]) + (share * difference)).CopyTo(fused[i..]);
        }

        for (; i < columns.Length; i++)
        {
            fused[i] += weight * columns[i] * (other[i] - owner[i]);
        }
    }
}
