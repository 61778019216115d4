using System.Runtime.InteropServices;

namespace Tessera.Kernels;

/// <summary>Float32 input [channels, rows, columns] with contiguous columns; memory belongs to the caller.</summary>
/// <param name="data">First value.</param>
/// <param name="channelStride">Floats from one channel to the next.</param>
/// <param name="rowStride">Floats from one row to the next.</param>
[StructLayout(LayoutKind.Auto)]
public readonly unsafe struct PlaneView(float* data, long channelStride, long rowStride)
{
    /// <summary>First value.</summary>
    public float* Data { get; } = data;

    /// <summary>Floats from one channel to the next.</summary>
    public long ChannelStride { get; } = channelStride;

    /// <summary>Floats from one row to the next.</summary>
    public long RowStride { get; } = rowStride;

    internal PlaneView Below(long rows) => new(Data + (rows * RowStride), ChannelStride, RowStride);
}
