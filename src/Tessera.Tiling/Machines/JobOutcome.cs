namespace Tessera.Tiling.Machines;

/// <summary>How a job ended.</summary>
public enum JobOutcome
{
    /// <summary>Every stage is stitched.</summary>
    Done,

    /// <summary>Something threw; the reason says what.</summary>
    Failed,

    /// <summary>It was asked to.</summary>
    Cancelled,

    /// <summary>A tile failed on every node that tried it; the row's attempts are the evidence.</summary>
    Quarantined,
}
