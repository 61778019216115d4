namespace Tessera.Training.Autoencoders;

/// <summary>How the autoencoder is trained.</summary>
public sealed record AutoencoderTrainingOptions
{
    /// <summary>Optimizer steps.</summary>
    public int Steps { get; init; } = 3000;

    /// <summary>Crops a step.</summary>
    public int Batch { get; init; } = 8;

    /// <summary>Edge of a decoded crop in pixels, a multiple of 16.</summary>
    public int Crop { get; init; } = 192;

    /// <summary>Peak learning rate of AdamW.</summary>
    public double LearningRate { get; init; } = 1.5e-3;

    /// <summary>Weight of the patch term of the loss.</summary>
    public double TextureWeight { get; init; } = 0.1;

    /// <summary>Most noise added to latents before they are decoded, in parts of their root mean square; each crop draws its own share.</summary>
    public double LatentNoise { get; init; } = 0.5;

    /// <summary>Steps between two saves.</summary>
    public int SaveEvery { get; init; } = 200;

    /// <summary>Seed of parameters, crops and noise.</summary>
    public int Seed { get; init; } = 1;
}
