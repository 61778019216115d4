namespace Tessera.Training.Diffusion;

/// <summary>How the diffusion transformer is trained.</summary>
public sealed record DitTrainingOptions
{
    /// <summary>Optimizer steps.</summary>
    public int Steps { get; init; } = 6000;

    /// <summary>Tokens a step: 256 a window of 16x16, 4 a window of 2x2.</summary>
    public int Tokens { get; init; } = 2048;

    /// <summary>Share of the steps on base pictures.</summary>
    public double BaseShare { get; init; } = 0.25;

    /// <summary>How often a finer window is shown without its coarse condition.</summary>
    public double CoarseDrop { get; init; } = 0.08;

    /// <summary>How often the tags are left out, for guidance.</summary>
    public double TagDrop { get; init; } = 0.1;

    /// <summary>Most noise added to coarse pixels, in [-1, 1] units (conditioning augmentation, Ho et al. 2022).</summary>
    public double CoarseNoise { get; init; } = 0.1;

    /// <summary>Peak learning rate of AdamW, for all but the hidden matrices.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Peak learning rate of <see cref="Muon"/>, for the hidden matrices.</summary>
    public double HiddenRate { get; init; } = 3e-3;

    /// <summary>Decay of the moving average of the parameters, a step.</summary>
    public double Ema { get; init; } = 0.998;

    /// <summary>Shift of the timesteps of base pictures towards noise.</summary>
    public double BaseShift { get; init; } = 2;

    /// <summary>Steps between two saves.</summary>
    public int SaveEvery { get; init; } = 250;

    /// <summary>Seed of parameters, windows, timesteps and noise.</summary>
    public int Seed { get; init; } = 1;
}
