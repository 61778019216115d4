namespace Tessera.Server.Contracts;

/// <summary>Where a job that is tried again begins.</summary>
public enum RetryFrom
{
    /// <summary>After the last complete cut.</summary>
    Checkpoint,

    /// <summary>With nothing.</summary>
    Start,
}
