namespace Tessera.Tiling.Machines;

/// <summary>What a job is doing.</summary>
public enum JobPhase
{
    /// <summary>Nobody owns its tiles: its row is not known yet, or there is no node.</summary>
    Waiting,

    /// <summary>Nodes take their tiles of a stage to where they begin.</summary>
    Preparing,

    /// <summary>Tiles are denoised.</summary>
    Denoising,

    /// <summary>All cores are there; the stage is decoded, and becomes the condition of the next or the result.</summary>
    Stitching,

    /// <summary>The job has ended, one way or another.</summary>
    Ended,
}
