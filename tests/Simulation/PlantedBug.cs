namespace Simulation;

/// <summary>Ways in which effects can be carried out wrongly. The simulation must find each, or its silence proves nothing.</summary>
public enum PlantedBug
{
    None,

    /// <summary>The store writes whatever it is given.</summary>
    StoreIgnoresEpochs,

    /// <summary>A state is reported as saved before it is durable.</summary>
    BeforeDurable,

    /// <summary>A prediction that came twice is fused twice.</summary>
    AppliedTwice,

    /// <summary>A cut is committed without its last tile.</summary>
    TileMissing,

    /// <summary>A leader goes on as if every renewal of its lease were granted, and every commit done that was refused.</summary>
    ZombieLeader,
}
