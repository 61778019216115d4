namespace Tessera.Cluster;

/// <summary>What became of asking for a job to be tried again or deleted.</summary>
public enum JobChange
{
    /// <summary>It was.</summary>
    Made,

    /// <summary>There is no such job.</summary>
    NotFound,

    /// <summary>It has not ended: it would have to be cancelled first.</summary>
    NotEnded,

    /// <summary>It is done: there is nothing to try again.</summary>
    AlreadyDone,
}
