using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tessera.Tiling;

/// <summary>Four channels of one line of latents: all of a counter but the column.</summary>
[StructLayout(LayoutKind.Auto)]
readonly struct NoiseLine(ulong seed, NoiseStream stream, int step, int channel, int time, int y)
{
    /// <summary>The row.</summary>
    public readonly uint Counter1 = (uint)y;

    /// <summary>The frame, and which four channels.</summary>
    public readonly uint Counter2 = (uint)time | ((uint)(channel / 4) << 16);

    /// <summary>The step, and what for.</summary>
    public readonly uint Counter3 = (uint)step | ((uint)stream << 24);

    readonly ulong _seed = seed;

    /// <summary>Eight columns of four channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (Vector256<float> N0, Vector256<float> N1, Vector256<float> N2, Vector256<float> N3) Vector(uint x)
    {
        // Columns x, x+2, .. in one set of 64-bit lanes and x+1, x+3, .. in the other: merged, they are in order.
        var even = Blocks(Vector256.Create((ulong)x) + Vector256.Create(0UL, 2, 4, 6));
        var odd = Blocks(Vector256.Create((ulong)x) + Vector256.Create(1UL, 3, 5, 7));
        var (n0, n1) = BoxMuller.Pairs(Merge(even.W0, odd.W0), Merge(even.W1, odd.W1));
        var (n2, n3) = BoxMuller.Pairs(Merge(even.W2, odd.W2), Merge(even.W3, odd.W3));
        return (n0, n1, n2, n3);
    }

    /// <summary>One column of up to four channels.</summary>
    public void Scalar(uint x, Span<float> destination, int stride, int planes)
    {
        var (w0, w1, w2, w3) = Philox.Block((x, Counter1, Counter2, Counter3), _seed);
        var (n0, n1) = BoxMuller.Pair(w0, w1);
        var (n2, n3) = BoxMuller.Pair(w2, w3);
        ReadOnlySpan<float> normals = [n0, n1, n2, n3];
        for (var plane = 0; plane < planes; plane++)
        {
            destination[plane * stride] = normals[plane];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    (Vector256<ulong> W0, Vector256<ulong> W1, Vector256<ulong> W2, Vector256<ulong> W3) Blocks(Vector256<ulong> x) =>
        Philox.Blocks(x, Vector256.Create((ulong)Counter1), Vector256.Create((ulong)Counter2), Vector256.Create((ulong)Counter3), _seed);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<uint> Merge(Vector256<ulong> even, Vector256<ulong> odd) =>
        ((even & Vector256.Create(0xFFFF_FFFFUL)) | (odd << 32)).AsUInt32();
}
