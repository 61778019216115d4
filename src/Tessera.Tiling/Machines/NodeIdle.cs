namespace Tessera.Tiling.Machines;

/// <summary>Why a node's device has nothing to do.</summary>
public enum NodeIdle
{
    /// <summary>It is not idle: a call is outstanding.</summary>
    Busy,

    /// <summary>The node has no tiles.</summary>
    Unassigned,

    /// <summary>States of the cut to begin at are read.</summary>
    Loading,

    /// <summary>Other nodes are not ready to begin, or the leader has not heard that they are.</summary>
    Ready,

    /// <summary>Predictions of other nodes have not come.</summary>
    Neighbours,

    /// <summary>A step may not begin before an earlier cut is complete, or before the leader is heard again.</summary>
    Leader,

    /// <summary>All of the node's tiles are finished; others' are not, or the stage is stitched.</summary>
    Finished,

    /// <summary>The assignment could not be carried out, and the node waits for another.</summary>
    Stopped,
}
