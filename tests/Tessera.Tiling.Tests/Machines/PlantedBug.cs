namespace Tessera.Tiling.Tests.Machines;

/// <summary>Ways in which effects can be carried out wrongly. Each must show as another picture, or the simulation proves nothing.</summary>
public enum PlantedBug
{
    None,

    /// <summary>A prediction that is delivered twice is fused twice.</summary>
    AppliedTwice,

    /// <summary>The latest prediction of each neighbour is fused, whatever evaluation it belongs to.</summary>
    WrongEvaluation,

    /// <summary>Predictions are fused in the order in which they arrived.</summary>
    ArrivalOrder,
}
