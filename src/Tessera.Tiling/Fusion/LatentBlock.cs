namespace Tessera.Tiling;

/// <summary>Boxes of latents in buffers [C, T, H, W], row-major, each buffer covering a region of the canvas.</summary>
public static class LatentBlock
{
    /// <summary>Copies a box from one buffer to another: cuts what is sent out of a window, or puts a core into a canvas.</summary>
    /// <typeparam name="T">Element type: single, half or bytes.</typeparam>
    /// <param name="part">What to copy, in latents of the canvas; within both regions.</param>
    /// <param name="channels">C of both buffers.</param>
    /// <param name="source">Values of <paramref name="sourceRegion"/>.</param>
    /// <param name="sourceRegion">What the source covers, in latents.</param>
    /// <param name="destination">Receives the values of <paramref name="part"/>; all others are kept.</param>
    /// <param name="destinationRegion">What the destination covers, in latents.</param>
    /// <exception cref="ArgumentException">The box leaves a region, or a buffer is shorter than its region.</exception>
    public static void Copy<T>(
        Region part, int channels, ReadOnlySpan<T> source, Region sourceRegion, Span<T> destination, Region destinationRegion)
    {
        Check(part, channels, source.Length, sourceRegion);
        Check(part, channels, destination.Length, destinationRegion);
        for (var channel = 0; channel < channels; channel++)
        {
            for (var t = part.Time; t < part.TimeEnd; t++)
            {
                for (var y = part.Y; y < part.Bottom; y++)
                {
                    source.Slice(Index(sourceRegion, channel, t, y, part.X), part.Size.Width)
                        .CopyTo(destination[Index(destinationRegion, channel, t, y, part.X)..]);
                }
            }
        }
    }

    /// <summary>Where a latent is found in a buffer that covers <paramref name="region"/>.</summary>
    internal static int Index(Region region, int channel, int time, int y, int x) =>
        (((((channel * region.Size.Time) + time - region.Time) * region.Size.Height) + y - region.Y) * region.Size.Width) + x - region.X;

    static void Check(Region part, int channels, int length, Region region)
    {
        if (!region.Contains(part))
        {
            throw new ArgumentException($"The box {part} leaves the buffer's region {region}.", nameof(part));
        }

        if (length < channels * region.Volume)
        {
            throw new ArgumentException($"A buffer of {length} values is too short for {channels} channels of {region}.", nameof(region));
        }
    }
}
