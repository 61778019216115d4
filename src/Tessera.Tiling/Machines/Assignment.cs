using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <summary>A node's part of a stage: what an <see cref="Order.Assign"/> means.</summary>
sealed record Assignment(JobPlan Plan, int Stage, JobStage Job, int Node, ImmutableArray<Worker> Workers, Placement Placement, Rewind? From)
{
    public ImmutableArray<TileId> Tiles => Placement.TilesOf[Node];

    /// <summary>Steps of the stage that the tiles have behind them when they begin.</summary>
    public int Step => From?.Cut.Step ?? 0;

    /// <summary>The evaluation they begin with.</summary>
    public int Evaluation => Step * Job.EvaluationsPerStep;

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
        plan,
        order.Stage,
        plan.Stages[order.Stage],
        order.Node,
        order.Workers,
        PlacementOf(plan.Stages[order.Stage], order.Workers),
        order.From);

    public static Placement PlacementOf(JobStage stage, ImmutableArray<Worker> workers) =>
        Placement.Create(stage.Plan, [.. workers.Select(worker => worker.Speed)], [.. workers.Select(worker => RoomOf(stage, worker))]);

    /// <summary>How many tiles of a stage workers have room for.</summary>
    public static long RoomOf(JobStage stage, ImmutableArray<Worker> workers) => workers.Sum(worker => (long)RoomOf(stage, worker));

    static int RoomOf(JobStage stage, Worker worker) => stage.TileBytes == 0 || worker.Memory == 0
        ? stage.Plan.Tiles.Length
        : (int)Math.Min(stage.Plan.Tiles.Length, worker.Memory / stage.TileBytes);
}
