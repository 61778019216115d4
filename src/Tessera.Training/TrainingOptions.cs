using Tessera.Training.Autoencoders;
using Tessera.Training.Diffusion;
using Tessera.Training.Evaluation;

namespace Tessera.Training;

/// <summary>A whole training.</summary>
public sealed record TrainingOptions
{
    /// <summary>Folder of the run: everything it makes, and where it goes on.</summary>
    public required string Folder { get; init; }

    /// <summary>Checkpoint folder whose weights a new run starts from; null: from nothing.</summary>
    public string? From { get; init; }

    /// <summary>Scenes of the base kind.</summary>
    public int BaseScenes { get; init; } = 12_000;

    /// <summary>Scenes of the finer kind.</summary>
    public int FinerScenes { get; init; } = 2_500;

    /// <summary>Seed of the scenes.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The autoencoder's training.</summary>
    public AutoencoderTrainingOptions Autoencoder { get; init; } = new();

    /// <summary>The training of the decoder's grain.</summary>
    public GrainTrainingOptions Grain { get; init; } = new();

    /// <summary>The diffusion transformer's training.</summary>
    public DitTrainingOptions Dit { get; init; } = new();

    /// <summary>How the result is measured.</summary>
    public EvaluationOptions Evaluation { get; init; } = new();
}
