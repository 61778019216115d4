namespace Tessera.Cluster;

/// <summary>What happens to a job.</summary>
public enum LoggedEventKind
{
    /// <summary>It was accepted.</summary>
    Submitted,

    /// <summary>A leader committed it for the first time since it was submitted or tried again.</summary>
    Begun,

    /// <summary>Its leader showed another progress than before.</summary>
    Progress,

    /// <summary>A commit took it to another stage.</summary>
    Stage,

    /// <summary>It ended.</summary>
    Ended,

    /// <summary>Somebody asked for it to be cancelled.</summary>
    CancelAsked,

    /// <summary>It is to be tried again.</summary>
    Retried,
}
