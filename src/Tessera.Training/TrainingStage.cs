namespace Tessera.Training;

/// <summary>The parts of a training, in their order.</summary>
public enum TrainingStage
{
    /// <summary>Render landscapes.</summary>
    Scenes,

    /// <summary>Train the autoencoder on crops of them.</summary>
    Autoencoder,

    /// <summary>Train its decoder's grain.</summary>
    Grain,

    /// <summary>Encode them.</summary>
    Latents,

    /// <summary>Train the diffusion transformer.</summary>
    Dit,

    /// <summary>Write the checkpoint folder.</summary>
    Export,

    /// <summary>Measure what it draws against data.</summary>
    Evaluate,
}
