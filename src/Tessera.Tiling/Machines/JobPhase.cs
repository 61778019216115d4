namespace Tessera.Tiling.Machines;

/// <summary>What a job is doing.</summary>
public enum JobPhase
{
    /// <summary>Nodes initialise their tiles of a stage.</summary>
    Preparing,

    /// <summary>Tiles are denoised.</summary>
    Denoising,

    /// <summary>All cores are there; the stage is decoded, and becomes the condition of the next or the result.</summary>
    Stitching,

    /// <summary>The job has ended, one way or another.</summary>
    Ended,
}
