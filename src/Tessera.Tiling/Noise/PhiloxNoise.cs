using System.Runtime.Intrinsics;

namespace Tessera.Tiling;

/// <summary>Standard normal noise as a pure function of (seed, stream, step, channel, time, row, column) in absolute latents of the
/// canvas.</summary>
/// <remarks>No tile owns a random state: whoever needs a latent's noise computes the same bits, on every processor. Philox4x32-10 gives
/// four words for four consecutive channels of one latent, <see cref="BoxMuller"/> makes normals of them. Vectors of eight columns when the
/// processor has them, with the bits of the scalar form.</remarks>
public static class PhiloxNoise
{
    /// <summary>Times and groups of four channels are below this.</summary>
    public const int TimeLimit = 1 << 16;

    /// <summary>Channels are below this.</summary>
    public const int ChannelLimit = 4 * (1 << 16);

    /// <summary>Steps are below this.</summary>
    public const int StepLimit = 1 << 24;

    const int Lanes = 8;

    /// <summary>Fills a buffer with the noise of a region.</summary>
    /// <param name="seed">The job's seed.</param>
    /// <param name="stream">What the noise is for.</param>
    /// <param name="step">0 to <see cref="StepLimit"/> - 1.</param>
    /// <param name="latents">Which latents, in absolute coordinates of the canvas, none negative.</param>
    /// <param name="channels">How many channels, from channel 0.</param>
    /// <param name="destination">Receives [channels, time, height, width], row-major; exactly that long.</param>
    /// <exception cref="ArgumentOutOfRangeException">A coordinate is out of range.</exception>
    /// <exception cref="ArgumentException">The buffer has another length than the region.</exception>
    public static void Fill(ulong seed, NoiseStream stream, int step, Region latents, int channels, Span<float> destination)
    {
        Check(stream, step, latents, channels);
        if (destination.Length != latents.Volume * channels)
        {
            throw new ArgumentException(
                $"The buffer holds {destination.Length} values and the region {latents.Volume * channels}.", nameof(destination));
        }

        var volume = (int)latents.Volume;
        var row = 0;
        for (var t = latents.Time; t < latents.TimeEnd; t++)
        {
            for (var y = latents.Y; y < latents.Bottom; y++)
            {
                for (var channel = 0; channel < channels; channel += 4)
                {
                    var line = new NoiseLine(seed, stream, step, channel, t, y);
                    var planes = Math.Min(4, channels - channel);
                    FillLine(line, latents.X, latents.Size.Width, destination.Slice((channel * volume) + row), volume, planes);
                }

                row += latents.Size.Width;
            }
        }
    }

    /// <summary>The noise of one latent of one channel: the definition that <see cref="Fill"/> follows to the bit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A coordinate is out of range.</exception>
    public static float At(ulong seed, NoiseStream stream, int step, int channel, int time, int y, int x)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(channel);
        Check(stream, step, new(time, y, x, new(1, 1, 1)), channel + 1);
        var line = new NoiseLine(seed, stream, step, channel, time, y);
        var (w0, w1, w2, w3) = Philox.Block(((uint)x, line.Counter1, line.Counter2, line.Counter3), seed);
        var (first, second) = (channel & 2) == 0 ? BoxMuller.Pair(w0, w1) : BoxMuller.Pair(w2, w3);
        return (channel & 1) == 0 ? first : second;
    }

    /// <summary>Up to four channels of one line of latents.</summary>
    /// <param name="line">Where.</param>
    /// <param name="x">First column.</param>
    /// <param name="width">Columns.</param>
    /// <param name="destination">Begins at the first value of the first channel.</param>
    /// <param name="stride">From one channel to the next.</param>
    /// <param name="planes">How many channels; 1 to 4.</param>
    static void FillLine(in NoiseLine line, int x, int width, Span<float> destination, int stride, int planes)
    {
        if (width < Lanes)
        {
            for (var column = 0; column < width; column++)
            {
                line.Scalar((uint)(x + column), destination[column..], stride, planes);
            }

            return;
        }

        for (var column = 0; column < width; column += Lanes)
        {
            // The last vector ends with the line: some columns are computed twice, to the same bits.
            var at = Math.Min(column, width - Lanes);
            var normals = line.Vector((uint)(x + at));
            normals.N0.CopyTo(destination[at..]);
            if (planes > 1)
            {
                normals.N1.CopyTo(destination[(stride + at)..]);
            }

            if (planes > 2)
            {
                normals.N2.CopyTo(destination[((2 * stride) + at)..]);
            }

            if (planes > 3)
            {
                normals.N3.CopyTo(destination[((3 * stride) + at)..]);
            }
        }
    }

    static void Check(NoiseStream stream, int step, Region latents, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)stream, 256u, nameof(stream));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)step, (uint)StepLimit, nameof(step));
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channels, ChannelLimit);
        ArgumentOutOfRangeException.ThrowIfNegative(latents.X, nameof(latents));
        ArgumentOutOfRangeException.ThrowIfNegative(latents.Y, nameof(latents));
        ArgumentOutOfRangeException.ThrowIfNegative(latents.Time, nameof(latents));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(latents.TimeEnd, TimeLimit, nameof(latents));
    }
}
