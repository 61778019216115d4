using System.Runtime.InteropServices;

namespace Tessera.Kernels;

/// <summary>Where the backward pass of attention writes; all are overwritten.</summary>
/// <param name="q">Gradient of q, [B,Nq,H,d].</param>
/// <param name="k">Gradient of k, [B,Nk,H,d].</param>
/// <param name="v">Gradient of v, [B,Nk,H,d].</param>
[StructLayout(LayoutKind.Auto)]
public readonly struct AttentionGradients(HeadView q, HeadView k, HeadView v)
{
    /// <summary>Gradient of q, [B,Nq,H,d].</summary>
    public HeadView Q { get; } = q;

    /// <summary>Gradient of k, [B,Nk,H,d].</summary>
    public HeadView K { get; } = k;

    /// <summary>Gradient of v, [B,Nk,H,d].</summary>
    public HeadView V { get; } = v;
}
