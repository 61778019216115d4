namespace Tessera.Cluster;

/// <summary>Where a job stands, in one word.</summary>
public enum JobState
{
    /// <summary>Nobody has begun it, or it is to be tried again.</summary>
    Waiting,

    /// <summary>It was begun and has not ended.</summary>
    Running,

    /// <summary>Its result is there.</summary>
    Done,

    /// <summary>Something threw.</summary>
    Failed,

    /// <summary>It was asked to end.</summary>
    Cancelled,

    /// <summary>A tile failed on every node that tried it.</summary>
    Quarantined,
}
