namespace Tessera.Cluster;

/// <summary>What did it, of a member: a thread of the drawn timeline. Slices of one lane do not overlap, but for those of steps.</summary>
public enum TimelineLane
{
    /// <summary>The device, at work or idle.</summary>
    Device,

    /// <summary>Predictions that leave and come.</summary>
    Exchange,

    /// <summary>States of tiles.</summary>
    Storage,

    /// <summary>Finished tiles on their way to where they are stitched.</summary>
    Cores,

    /// <summary>Steps, which may overlap: a tile may be ahead of another.</summary>
    Steps,

    /// <summary>What the job is doing, as its leader knows it.</summary>
    Job,

    /// <summary>Commits of the job's row.</summary>
    Commits,
}
