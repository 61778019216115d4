using System.Runtime.InteropServices;

namespace Tessera.Kernels;

/// <summary>
/// Where the heads of a [B,N,H,d] float32 view lie: the d values of a head are contiguous, the other axes have steps.
/// Memory belongs to the caller and must stay in place during a call.
/// </summary>
/// <param name="data">The first value of the first head; null for a view without elements.</param>
/// <param name="batchStride">Floats from one batch item to the next.</param>
/// <param name="tokenStride">Floats from one token to the next.</param>
/// <param name="headStride">Floats from one head to the next.</param>
[StructLayout(LayoutKind.Auto)]
public readonly unsafe struct HeadView(float* data, long batchStride, long tokenStride, long headStride)
{
    /// <summary>The first value of the first head.</summary>
    public float* Data { get; } = data;

    /// <summary>Floats from one batch item to the next.</summary>
    public long BatchStride { get; } = batchStride;

    /// <summary>Floats from one token to the next.</summary>
    public long TokenStride { get; } = tokenStride;

    /// <summary>Floats from one head to the next.</summary>
    public long HeadStride { get; } = headStride;

    internal NativeCalls.Strides Strides => new(BatchStride, TokenStride, HeadStride);

    /// <summary>Part <paramref name="part"/> of a contiguous [B,N,parts,H,d] buffer; one part is a contiguous [B,N,H,d].</summary>
    /// <param name="data">The buffer.</param>
    /// <param name="part">Which part, from 0; in a qkv buffer 0, 1, 2 are q, k, v.</param>
    /// <param name="parts">How many parts each token has, at least 1.</param>
    /// <param name="tokens">N.</param>
    /// <param name="heads">H.</param>
    /// <param name="headSize">d.</param>
    /// <returns>The view.</returns>
    public static HeadView Part(float* data, int part, int parts, long tokens, long heads, long headSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(parts);
        ArgumentOutOfRangeException.ThrowIfNegative(part);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(part, parts);
        var width = heads * headSize;
        return new(data + (part * width), tokens * parts * width, parts * width, headSize);
    }
}
