namespace Tessera.Training.Autoencoders;

/// <summary>How the grain of a trained decoder is trained.</summary>
public sealed record GrainTrainingOptions
{
    /// <summary>Optimizer steps.</summary>
    public int Steps { get; init; } = 600;

    /// <summary>Crops a step.</summary>
    public int Batch { get; init; } = 8;

    /// <summary>Edge of a decoded crop in pixels, a multiple of 16.</summary>
    public int Crop { get; init; } = 192;

    /// <summary>Peak learning rate of AdamW.</summary>
    public double LearningRate { get; init; } = 3e-3;

    /// <summary>Most noise added to latents, in parts of their root mean square.</summary>
    public double LatentNoise { get; init; } = 0.25;

    /// <summary>Steps between two saves.</summary>
    public int SaveEvery { get; init; } = 200;

    /// <summary>Seed of crops and noise.</summary>
    public int Seed { get; init; } = 1;
}
