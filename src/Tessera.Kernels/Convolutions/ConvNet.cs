using System.Runtime.InteropServices;

namespace Tessera.Kernels;

/// <summary>
/// A network of convolutions that draws a picture, made by <see cref="ConvNetBuilder"/>. A picture value depends on
/// the inputs within its receptive field alone and has the same bits whatever part of a picture is drawn, in
/// whatever bands, on any number of threads. Immutable; any number of threads may use it at once.
/// </summary>
public sealed unsafe class ConvNet : SafeHandle
{
    const long PixelsPerBand = 256;

    readonly int[] _inputScales;

    ConvNet(nint handle, int[] inputScales)
        : base(0, ownsHandle: true)
    {
        SetHandle(handle);
        _inputScales = inputScales;
        long channels, scale;
        NativeMethods.NetPicture(handle, &channels, &scale);
        (Channels, Scale) = (channels, scale);
    }

    /// <summary>Channels of the picture.</summary>
    public long Channels { get; }

    /// <summary>Picture rows and columns for each one of the first input.</summary>
    public long Scale { get; }

    /// <summary>How many inputs the network has.</summary>
    public int Inputs => _inputScales.Length;

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Starts a picture that is drawn band by band.</summary>
    /// <param name="rows">Rows of the first input, at least 1; the picture may have at most 2^20.</param>
    /// <param name="columns">Columns of the first input, likewise.</param>
    /// <param name="band">Rows of the first input a push, 1 to <paramref name="rows"/>.</param>
    /// <returns>The stream, to be disposed of by the caller.</returns>
    /// <exception cref="ArgumentException">A size is out of range.</exception>
    public ConvStream Start(long rows, long columns, long band) => new(this, rows, columns, band);

    /// <summary>Draws a whole picture.</summary>
    /// <param name="inputs">The inputs, in the order they were added.</param>
    /// <param name="rows">Rows of the first input.</param>
    /// <param name="columns">Columns of the first input.</param>
    /// <param name="picture">Where [Channels, Scale * rows, Scale * columns] goes.</param>
    /// <param name="threads">Threads to use, 1 to 256.</param>
    /// <exception cref="ArgumentException">A size is out of range or a pointer is missing.</exception>
    public void Run(ReadOnlySpan<PlaneView> inputs, long rows, long columns, PictureView picture, int threads)
    {
        // Bands of about as many pixels whatever the width: large enough to share among threads, small enough for the cache.
        var band = Math.Clamp(PixelsPerBand / Math.Max(columns, 1), 1, Math.Max(rows, 1));
        using var stream = Start(rows, columns, band);
        var below = inputs.ToArray();
        for (var row = 0L; row < rows; row += band)
        {
            var drawn = stream.Push(below, picture, threads);
            picture = picture.Below(drawn.Count);
            for (var i = 0; i < below.Length; i++)
            {
                below[i] = below[i].Below(band * _inputScales[i]);
            }
        }
    }

    internal static ConvNet Create(ReadOnlySpan<NativeCalls.NetInput> inputs, ReadOnlySpan<NativeCalls.Conv> convs)
    {
        var scales = new int[inputs.Length];
        for (var i = 0; i < scales.Length; i++)
        {
            scales[i] = inputs[i].Scale;
        }

        fixed (NativeCalls.NetInput* input = inputs)
        fixed (NativeCalls.Conv* conv = convs)
        {
            nint net;
            NativeMethods.Check(NativeMethods.NetCreate(input, inputs.Length, conv, convs.Length, &net));
            return new(net, scales);
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMethods.NetFree(handle);
        return true;
    }
}
