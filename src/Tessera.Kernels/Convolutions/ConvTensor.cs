using System.Runtime.InteropServices;

namespace Tessera.Kernels;

/// <summary>A tensor of a <see cref="ConvNetBuilder"/>: an input, a convolution's result, or SiLU of such a result.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ConvTensor
{
    internal ConvTensor(int source, bool activated) => (Source, Activated) = (source, activated);

    /// <summary>An input's index, or the number of inputs plus the convolution's index.</summary>
    internal int Source { get; }

    internal bool Activated { get; }
}
