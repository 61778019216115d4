using Tessera.Models.Autoencoders;
using static TorchSharp.torch;

namespace Tessera.Training.Autoencoders;

/// <summary>The noise that decoders are trained with.</summary>
static class LatentNoise
{
    const int Scale = AutoencoderConfig.NoiseScale;

    /// <summary>
    /// Latents [B, C, h, w] with noise of up to <paramref name="most"/> of their root mean square, a share of its own for each picture. It makes
    /// an encoder spend its range on what matters to the eye, where diffusion is then exact first, and a decoder forgive small errors (Yang et
    /// al. 2025, "Latent denoising makes good visual tokenizers"). Relative to the latents, or they would grow out of it.
    /// </summary>
    public static Tensor Disturb(Tensor latents, double most)
    {
        using var scope = NewDisposeScope();
        var strength = rand([latents.shape[0], 1, 1, 1], ScalarType.Float32) * most * latents.pow(2).mean().sqrt();
        return (latents + (randn_like(latents) * strength)).MoveToOuterDisposeScope();
    }

    /// <summary>What texture is made of, for latents [B, C, h, w]: [B, 16, 4h, 4w].</summary>
    public static Tensor Grain(Tensor latents) => randn(
        [latents.shape[0], AutoencoderConfig.NoiseChannels, latents.shape[2] * Scale, latents.shape[3] * Scale], ScalarType.Float32);
}
