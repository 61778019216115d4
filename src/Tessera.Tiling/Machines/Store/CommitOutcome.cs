namespace Tessera.Tiling.Machines;

/// <summary>How a commit ended.</summary>
public enum CommitOutcome
{
    /// <summary>It is written.</summary>
    Done,

    /// <summary>It is not: another term, epoch or revision was found.</summary>
    Fenced,

    /// <summary>Nobody knows: it may be written, may be written yet, or is lost.</summary>
    Unknown,
}
