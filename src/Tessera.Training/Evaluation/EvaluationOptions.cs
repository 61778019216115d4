namespace Tessera.Training.Evaluation;

/// <summary>How a checkpoint is measured.</summary>
public sealed record EvaluationOptions
{
    /// <summary>Pictures for each group of tags, at least 1. A scene counts for every group it has a tag of.</summary>
    public int Pictures { get; init; } = 256;

    /// <summary>Edge of the pictures: the base stage's, doubled any number of times.</summary>
    public int Edge { get; init; } = 256;

    /// <summary>Pictures for each group of tags that the tag classifier is trained on, at least 1.</summary>
    public int ClassifierPictures { get; init; } = 2048;

    /// <summary>Optimizer steps of the tag classifier, at least 1.</summary>
    public int ClassifierSteps { get; init; } = 1500;

    /// <summary>
    /// Seed of noise, parameters and crops. Scenes have the seeds after the training's own: 1 after it the reference, 2 after it the data
    /// beside the samples, 3 after it the classifier's.
    /// </summary>
    public int Seed { get; init; } = 1;
}
