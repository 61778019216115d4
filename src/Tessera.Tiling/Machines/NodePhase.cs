namespace Tessera.Tiling.Machines;

/// <summary>How far a node is with its assignment.</summary>
public enum NodePhase
{
    /// <summary>It has none.</summary>
    Idle,

    /// <summary>States of the cut to begin at are read.</summary>
    Loading,

    /// <summary>Its device must be initialised.</summary>
    Assigned,

    /// <summary>The device initialises.</summary>
    Initialising,

    /// <summary>It waits for the order to proceed; others may have.</summary>
    Ready,

    /// <summary>Its tiles are at work, or finished.</summary>
    Running,
}
