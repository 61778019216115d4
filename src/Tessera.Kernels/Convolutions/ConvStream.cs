using System.Runtime.InteropServices;

namespace Tessera.Kernels;

/// <summary>
/// A picture in the making, drawn from top to bottom without computing anything twice: between pushes each tensor
/// keeps only the rows that are still needed. For one thread at a time.
/// </summary>
public sealed unsafe class ConvStream : SafeHandle
{
    readonly ConvNet _net;

    internal ConvStream(ConvNet net, long rows, long columns, long band)
        : base(0, ownsHandle: true)
    {
        _net = net;
        var held = false;
        net.DangerousAddRef(ref held);
        try
        {
            nint stream;
            NativeMethods.Check(NativeMethods.StreamCreate(net.DangerousGetHandle(), rows, columns, band, &stream));
            SetHandle(stream);
        }
        catch
        {
            net.DangerousRelease();
            throw;
        }

        MaxRows = NativeMethods.StreamMaxRows(handle);
    }

    /// <summary>The most picture rows a push can give.</summary>
    public long MaxRows { get; }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Takes the next band of the inputs and draws the picture rows that follow from it.</summary>
    /// <param name="inputs">The inputs, each starting at the band's first row; the last band may be shorter than the others.</param>
    /// <param name="picture">Where the rows go, the first of them first; room for <see cref="MaxRows"/>.</param>
    /// <param name="threads">Threads to use, 1 to 256.</param>
    /// <returns>Which rows were drawn.</returns>
    /// <exception cref="ArgumentException">A pointer is missing, the number of inputs is wrong, or there is no row left.</exception>
    public PictureRows Push(ReadOnlySpan<PlaneView> inputs, PictureView picture, int threads)
    {
        if (inputs.Length != _net.Inputs)
        {
            throw new ArgumentException($"The network has {_net.Inputs} inputs, not {inputs.Length}.", nameof(inputs));
        }

        ObjectDisposedException.ThrowIf(IsClosed, this);
        var planes = stackalloc NativeCalls.Plane[inputs.Length];
        for (var i = 0; i < inputs.Length; i++)
        {
            planes[i] = new() { Data = inputs[i].Data, ChannelStride = inputs[i].ChannelStride, RowStride = inputs[i].RowStride };
        }

        var target = new NativeCalls.Picture
        {
            Data = picture.Data,
            ChannelStride = picture.ChannelStride,
            RowStride = picture.RowStride,
            ColumnStride = picture.ColumnStride,
        };
        long first, count;
        NativeMethods.Check(NativeMethods.StreamPush(handle, planes, &target, threads, &first, &count));
        GC.KeepAlive(this);
        return new(first, count);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMethods.StreamFree(handle);
        _net.DangerousRelease();
        return true;
    }
}
