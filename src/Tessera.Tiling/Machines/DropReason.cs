namespace Tessera.Tiling.Machines;

/// <summary>Why a prediction was not used.</summary>
public enum DropReason
{
    /// <summary>Its evaluation is over.</summary>
    Late,

    /// <summary>The same one is already there.</summary>
    Duplicate,

    /// <summary>Its evaluation is more than one ahead, which no correct neighbour can reach.</summary>
    TooEarly,

    /// <summary>It belongs to an ownership that has ended.</summary>
    LowerEpoch,

    /// <summary>It names a tile, a neighbour or an epoch that this node does not know.</summary>
    Stranger,
}
