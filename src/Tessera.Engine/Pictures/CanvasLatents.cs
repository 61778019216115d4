using Tessera.Tiling;

namespace Tessera.Engine.Pictures;

/// <summary>The finished latents of a stage, [C, H, W], whitened; filled core by core.</summary>
/// <param name="channels">C.</param>
/// <param name="region">The canvas, in latents.</param>
public sealed class CanvasLatents(int channels, Region region)
{
    readonly float[] _values = new float[channels * region.Volume];

    /// <summary>C.</summary>
    public int Channels => channels;

    /// <summary>The canvas, in latents.</summary>
    public Region Region => region;

    /// <summary>Puts a part in its place; different parts may be put from different threads.</summary>
    /// <param name="part">In latents, within the canvas.</param>
    /// <param name="values">[C, part].</param>
    public void Put(Region part, ReadOnlySpan<float> values) => LatentBlock.Copy(part, channels, values, part, _values, region);

    /// <summary>Copies a part out, each channel scaled and moved: what takes the whitening back.</summary>
    /// <param name="part">In latents, within the canvas.</param>
    /// <param name="scale">A factor per channel.</param>
    /// <param name="offset">Added per channel.</param>
    /// <param name="destination">[C, part].</param>
    public void Take(Region part, IReadOnlyList<float> scale, IReadOnlyList<float> offset, Span<float> destination)
    {
        LatentBlock.Copy<float>(part, channels, _values, region, destination, part);
        var plane = destination.Length / channels;
        for (var c = 0; c < channels; c++)
        {
            var (factor, shift) = (scale[c], offset[c]);
            foreach (ref var value in destination.Slice(c * plane, plane))
            {
                value = (value * factor) + shift;
            }
        }
    }
}
