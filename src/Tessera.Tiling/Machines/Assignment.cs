using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <summary>A node's part of a stage: what an <see cref="Order.Assign"/> means.</summary>
sealed record Assignment(int Stage, JobStage Job, int Node, Placement Placement)
{
    public ImmutableArray<TileId> Tiles => Placement.TilesOf[Node];

    public int OwnerOf(TileId tile) => Placement.NodeOf[tile.Value];

    /// <summary>Whether a tile needs nothing from other nodes.</summary>
    public bool IsInterior(Tile tile) => tile.Neighbours.All(neighbour => OwnerOf(neighbour.Tile) == Node);

    /// <summary>By sending node: how many predictions its tiles may have on the way to tiles of this one.</summary>
    public ImmutableArray<int> Credits()
    {
        var edges = Tiles.SelectMany(id => Job.Plan[id].Neighbours).CountBy(neighbour => OwnerOf(neighbour.Tile)).ToDictionary();
        edges.Remove(Node);
        return [.. Enumerable.Range(0, Placement.Nodes).Select(node => TileMachine.PredictionsPerEdge * edges.GetValueOrDefault(node))];
    }

    public static Assignment Of(JobPlan plan, Order.Assign order) => new(
        order.Stage,
        plan.Stages[order.Stage],
        order.Node,
        Placement.Create(plan.Stages[order.Stage].Plan, order.Nodes));
}
