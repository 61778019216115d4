using System.Runtime.InteropServices;

namespace Tessera.Kernels;

/// <summary>Where picture values go: any order of channels, rows and columns; memory belongs to the caller.</summary>
/// <param name="data">First value.</param>
/// <param name="channelStride">Floats from one channel to the next.</param>
/// <param name="rowStride">Floats from one row to the next.</param>
/// <param name="columnStride">Floats from one column to the next.</param>
[StructLayout(LayoutKind.Auto)]
public readonly unsafe struct PictureView(float* data, long channelStride, long rowStride, long columnStride)
{
    /// <summary>First value.</summary>
    public float* Data { get; } = data;

    /// <summary>Floats from one channel to the next.</summary>
    public long ChannelStride { get; } = channelStride;

    /// <summary>Floats from one row to the next.</summary>
    public long RowStride { get; } = rowStride;

    /// <summary>Floats from one column to the next.</summary>
    public long ColumnStride { get; } = columnStride;

    /// <summary>A contiguous picture [channels, rows, columns].</summary>
    /// <param name="data">First value.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    /// <returns>The view.</returns>
    public static PictureView Planar(float* data, long rows, long columns) => new(data, rows * columns, columns, 1);

    /// <summary>A contiguous picture [rows, columns, channels].</summary>
    /// <param name="data">First value.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="channels">Channels.</param>
    /// <returns>The view.</returns>
    public static PictureView Interleaved(float* data, long columns, long channels) => new(data, 1, columns * channels, channels);

    internal PictureView Below(long rows) => new(Data + (rows * RowStride), ChannelStride, RowStride, ColumnStride);
}
