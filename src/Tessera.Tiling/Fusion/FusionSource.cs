using System.Runtime.InteropServices;

namespace Tessera.Tiling;

/// <summary>Where a prediction is found.</summary>
/// <param name="Slot">Index of the neighbour it came from, or <see cref="Own"/>.</param>
/// <param name="Latents">The region of the canvas its buffer covers.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct FusionSource(int Slot, Region Latents)
{
    /// <summary>The slot of the tile's own prediction.</summary>
    public const int Own = -1;
}
