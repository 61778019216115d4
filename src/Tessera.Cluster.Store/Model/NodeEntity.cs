using Tessera.Tiling.Machines;

namespace Tessera.Cluster.Store;

/// <summary>A row of <c>nodes</c>.</summary>
sealed class NodeEntity
{
    public required string Name { get; set; }

    public long Incarnation { get; set; }

    public double Speed { get; set; }

    public long Memory { get; set; }

    public string Numerics { get; set; } = "";

    public NodePhase Phase { get; set; }

    public string Address { get; set; } = "";

    public bool IsAlive { get; set; }

    public JobId? Job { get; set; }

    public int Tiles { get; set; }

    public int Step { get; set; }

    public bool IsStraggler { get; set; }

    public bool IsDrained { get; set; }

    public NodeStatus ToStatus() =>
        new(Name, Incarnation, Speed, Memory, Numerics, Phase, Address, IsAlive, Job, Tiles, Step, IsStraggler, IsDrained);

    /// <summary>Takes everything but the name, which is the same.</summary>
    public void Take(NodeStatus node)
    {
        (Incarnation, Speed, Memory, Numerics, Phase, Address, IsAlive) =
            (node.Incarnation, node.Speed, node.Memory, node.Numerics, node.Phase, node.Address, node.IsAlive);
        (Job, Tiles, Step, IsStraggler, IsDrained) = (node.Job, node.Tiles, node.Step, node.IsStraggler, node.IsDrained);
    }
}
