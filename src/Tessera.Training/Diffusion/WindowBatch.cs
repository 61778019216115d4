using Tessera.Models.Dit;
using Tessera.Training.Terrain;

namespace Tessera.Training.Diffusion;

/// <summary>A batch of square windows, as plain numbers.</summary>
/// <param name="config">Sizes of a token.</param>
/// <param name="count">Windows.</param>
/// <param name="edge">Tokens per edge of a window.</param>
sealed class WindowBatch(DitConfig config, int count, int edge)
{
    public int Count => count;

    public int Edge => edge;

    /// <summary>[B, C, 2 edge, 2 edge], whitened.</summary>
    public float[] Latents { get; } = new float[count * config.LatentChannels * edge * edge * config.Patch * config.Patch];

    /// <summary>[B, edge x edge, 1728] in [-1, 1].</summary>
    public float[] Coarse { get; } = new float[count * edge * edge * DitConfig.CoarseValues];

    /// <summary>[B], log2 of metres per pixel.</summary>
    public float[] Zoom { get; } = new float[count];

    /// <summary>[B, tags].</summary>
    public float[] Tags { get; } = new float[count * Landscape.Tags.Length];
}
