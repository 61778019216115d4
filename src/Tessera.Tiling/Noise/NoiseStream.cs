namespace Tessera.Tiling;

/// <summary>What noise is for: streams of one seed are independent. The numbers are part of every picture and never change.</summary>
public enum NoiseStream
{
    /// <summary>The latent canvas that denoising starts from (step 0), and noise a sampler adds at later steps.</summary>
    Latent = 0,

    /// <summary>Noise given to a decoder.</summary>
    Decoder = 1,
}
