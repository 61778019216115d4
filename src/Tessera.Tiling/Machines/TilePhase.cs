namespace Tessera.Tiling.Machines;

/// <summary>Where a tile is within its evaluation.</summary>
public enum TilePhase
{
    /// <summary>Its prediction is asked for.</summary>
    Evaluating,

    /// <summary>Its prediction is sent; those of some neighbours are missing.</summary>
    Exchanging,

    /// <summary>All predictions are there; the fused step is asked for.</summary>
    Stepping,

    /// <summary>The last step is made.</summary>
    Finished,
}
