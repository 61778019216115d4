namespace Tessera.Cluster;

/// <summary>What a record of a timeline is about. Files carry the names, in lower case: none may be renamed.</summary>
public enum TimelineKind
{
    /// <summary>A member's file begins, or goes on: whose it is.</summary>
    Member,

    /// <summary>A node got tiles.</summary>
    Assigned,

    /// <summary>A node has no tiles any more, or a leader left its job.</summary>
    Released,

    /// <summary>Device call: tiles begin as noise.</summary>
    Initialise,

    /// <summary>Device call: tiles go back to a cut.</summary>
    Restore,

    /// <summary>Device call: the network.</summary>
    Evaluate,

    /// <summary>Device call: predictions are fused, and the sampler steps.</summary>
    Fuse,

    /// <summary>Device call: a finished tile is taken out.</summary>
    Core,

    /// <summary>The device had nothing to do; the text says why.</summary>
    Idle,

    /// <summary>A step on a node, from its first evaluation to its last fusion; such may overlap.</summary>
    Step,

    /// <summary>Predictions left for another node.</summary>
    Send,

    /// <summary>Predictions came from other nodes.</summary>
    Receive,

    /// <summary>A tile's state was written.</summary>
    Save,

    /// <summary>A tile's state was read.</summary>
    Load,

    /// <summary>A finished tile was given to where its stage is stitched.</summary>
    Handover,

    /// <summary>Leader: nodes take their tiles to where they begin.</summary>
    Preparing,

    /// <summary>Leader: tiles are denoised.</summary>
    Denoising,

    /// <summary>Leader: a stage is decoded.</summary>
    Stitching,

    /// <summary>Leader: the job's row was written; the text says how that ended.</summary>
    Commit,

    /// <summary>Leader: tiles have new owners; the text says why, and is empty for a new stage.</summary>
    Epoch,

    /// <summary>Leader: something that holds the job up, or made it go back.</summary>
    Note,

    /// <summary>Leader: the job ended; the text says how, and why if it is not done.</summary>
    Ended,

    /// <summary>Records were lost here: the buffer was full, or the disk refused.</summary>
    Dropped,

    /// <summary>The file has as many bytes as it may, and ends here.</summary>
    Full,
}
