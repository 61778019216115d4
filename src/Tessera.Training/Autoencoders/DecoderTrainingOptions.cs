namespace Tessera.Training.Autoencoders;

/// <summary>How the decoder is trained on, its encoder frozen.</summary>
public sealed record DecoderTrainingOptions
{
    /// <summary>Optimizer steps.</summary>
    public int Steps { get; init; } = 2000;

    /// <summary>Crops a step.</summary>
    public int Batch { get; init; } = 8;

    /// <summary>Edge of a decoded crop in pixels, a multiple of 16.</summary>
    public int Crop { get; init; } = 192;

    /// <summary>Peak learning rate of AdamW.</summary>
    public double LearningRate { get; init; } = 5e-4;

    /// <summary>Weight of the patch term of the autoencoder's loss.</summary>
    public double TextureWeight { get; init; } = 0.3;

    /// <summary>Most noise added to latents, in parts of their root mean square.</summary>
    public double LatentNoise { get; init; } = 0.25;

    /// <summary>Steps between two saves.</summary>
    public int SaveEvery { get; init; } = 200;

    /// <summary>Seed of crops and noise.</summary>
    public int Seed { get; init; } = 1;
}
