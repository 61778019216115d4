using System.Runtime.InteropServices;

namespace Tessera.Kernels;

/// <summary>A view for q and one for k with the same steps, as the slices of one buffer have.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly unsafe struct QkPair
{
    /// <summary>Pairs two views.</summary>
    /// <param name="q">[B,N,H,d] of q.</param>
    /// <param name="k">[B,N,H,d] of k, with the same steps.</param>
    /// <exception cref="ArgumentException">The steps differ.</exception>
    public QkPair(HeadView q, HeadView k)
    {
        if (q.Strides != k.Strides)
        {
            throw new ArgumentException("q and k must have the same steps.", nameof(k));
        }

        Q = q.Data;
        K = k.Data;
        Strides = q.Strides;
    }

    internal float* Q { get; }

    internal float* K { get; }

    internal NativeCalls.Strides Strides { get; }

    /// <summary>Parts 0 and 1 of a contiguous [B,N,parts,H,d] buffer: q and k of a qkv buffer, or of a qk buffer.</summary>
    /// <param name="data">The buffer.</param>
    /// <param name="parts">Parts a token, at least 2.</param>
    /// <param name="tokens">N.</param>
    /// <param name="heads">H.</param>
    /// <param name="headSize">d.</param>
    /// <returns>The pair.</returns>
    public static QkPair In(float* data, int parts, long tokens, long heads, long headSize) =>
        new(HeadView.Part(data, 0, parts, tokens, heads, headSize), HeadView.Part(data, 1, parts, tokens, heads, headSize));
}
