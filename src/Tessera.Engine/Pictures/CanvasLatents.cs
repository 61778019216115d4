using Tessera.Tiling;

namespace Tessera.Engine.Pictures;

/// <summary>The finished latents of a stage, [C, H, W], whitened; filled core by core.</summary>
/// <param name="channels">C.</param>
/// <param name="height">Rows of latents.</param>
/// <param name="width">Columns of latents.</param>
public sealed class CanvasLatents(int channels, int height, int width)
{
    /// <summary>C.</summary>
    public int Channels => channels;

    /// <summary>Rows of latents.</summary>
    public int Height => height;

    /// <summary>Columns of latents.</summary>
    public int Width => width;

    /// <summary>[C, H, W].</summary>
    public float[] Values { get; } = new float[checked(channels * height * width)];

    /// <summary>Puts a region in its place; different regions may be put from different threads.</summary>
    /// <param name="region">In latents, within the canvas.</param>
    /// <param name="values">[C, region].</param>
    public void Put(Region region, ReadOnlySpan<float> values)
    {
        for (var c = 0; c < channels; c++)
        {
            for (var y = 0; y < region.Size.Height; y++)
            {
                values.Slice(((c * region.Size.Height) + y) * region.Size.Width, region.Size.Width)
                    .CopyTo(Values.AsSpan((((c * height) + region.Y + y) * width) + region.X));
            }
        }
    }

    /// <summary>Copies a region out, each channel scaled and moved: what takes the whitening back.</summary>
    /// <param name="region">In latents, within the canvas.</param>
    /// <param name="scale">A factor per channel.</param>
    /// <param name="offset">Added per channel.</param>
    /// <param name="destination">[C, region].</param>
    public void Take(Region region, IReadOnlyList<float> scale, IReadOnlyList<float> offset, Span<float> destination)
    {
        var target = 0;
        for (var c = 0; c < channels; c++)
        {
            var (factor, shift) = (scale[c], offset[c]);
            for (var y = 0; y < region.Size.Height; y++)
            {
                foreach (var value in Values.AsSpan((((c * height) + region.Y + y) * width) + region.X, region.Size.Width))
                {
                    destination[target++] = (value * factor) + shift;
                }
            }
        }
    }
}
