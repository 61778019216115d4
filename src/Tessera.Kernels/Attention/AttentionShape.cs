using System.Runtime.InteropServices;

namespace Tessera.Kernels;

/// <summary>Sizes of one attention call.</summary>
/// <param name="Batch">B, at least 0.</param>
/// <param name="Heads">H, at least 0.</param>
/// <param name="Queries">Nq, at least 0.</param>
/// <param name="Keys">Nk, at least 0; without keys the output is 0 and the log-sum-exp minus infinity.</param>
/// <param name="HeadSize">d: a multiple of 8 from 8 to 128.</param>
/// <param name="Scale">Factor of q k^T, usually 1 / sqrt(d).</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct AttentionShape(long Batch, long Heads, long Queries, long Keys, long HeadSize, float Scale)
{
    internal NativeCalls.AttentionShape Native => new()
    {
        Batch = Batch,
        Heads = Heads,
        Queries = Queries,
        Keys = Keys,
        HeadSize = HeadSize,
        Scale = Scale,
    };
}
