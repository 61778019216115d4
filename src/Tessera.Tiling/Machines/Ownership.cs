using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <summary>What a coordinator knows of one epoch: who owns which tiles, and how far they are.</summary>
sealed record Ownership
{
    Ownership(JobStage stage, JobRow row)
    {
        (Stage, Row, Placement) = (stage, row, Assignment.PlacementOf(stage, row.Workers));
        var cut = row.Cuts.IsEmpty ? 0 : row.Cuts[^1].Name.Step;
        Evaluations = ImmutableArray.CreateRange(Enumerable.Repeat(cut * stage.EvaluationsPerStep, stage.Plan.Tiles.Length));
        Passed = [.. Enumerable.Range(0, stage.Evaluations).Select(e => e < cut * stage.EvaluationsPerStep ? stage.Plan.Tiles.Length : 0)];
        Unready = [.. Enumerable.Range(0, row.Workers.Length).Where(node => Placement.TilesOf[node].Length > 0)];
        Owners = [.. Unready];
    }

    public JobStage Stage { get; }

    /// <summary>The row that gave the tiles to their owners.</summary>
    public JobRow Row { get; }

    public Epoch Epoch => Row.Epoch;

    public Placement Placement { get; }

    /// <summary>The nodes that own tiles, by number.</summary>
    public ImmutableArray<int> Owners { get; }

    /// <summary>Those that are not known to be ready.</summary>
    public ImmutableSortedSet<int> Unready { get; private init; }

    public ImmutableHashSet<TileId> Finished { get; private init; } = [];

    /// <summary>Steps that every tile has behind it.</summary>
    public int Step => Stage.StepOf(Passed.TakeWhile(count => count == Stage.Plan.Tiles.Length).Count());

    /// <summary>The step that the most advanced tile is in, or has ended; 1 is the first.</summary>
    public int LastStep => Math.Min(Stage.Steps, Stage.StepOf(Evaluations.Max()) + 1);

    /// <summary>Steps that all tiles of a node have behind them.</summary>
    public int StepOf(int node) => Stage.StepOf(Placement.TilesOf[node].Min(tile => Evaluations[tile.Value]));

    public long EvaluationsDone => Passed.Sum(count => (long)count);

    public bool IsFinished => Finished.Count == Stage.Plan.Tiles.Length;

    /// <summary>By tile: the next evaluation.</summary>
    ImmutableArray<int> Evaluations { get; init; }

    /// <summary>By evaluation: how many tiles are past it.</summary>
    ImmutableArray<int> Passed { get; init; }

    /// <summary>By step: the states that are stored.</summary>
    ImmutableSortedDictionary<int, ImmutableDictionary<TileId, Digest>> Stored { get; init; } =
        ImmutableSortedDictionary<int, ImmutableDictionary<TileId, Digest>>.Empty;

    public static Ownership Of(JobPlan plan, JobRow row) => new(plan.Stages[row.Stage], row);

    public Member MemberOf(int node) => Row.Workers[node].Member;

    /// <summary>The number of a node that owns tiles; -1 for others.</summary>
    public int NumberOf(Member node) => Owners.FirstOrDefault(number => MemberOf(number) == node, -1);

    public Order.Assign OrderFor(int node)
    {
        var from = Row.Cuts.IsEmpty
            ? null
            : new Rewind(Row.Cuts[^1].Name, [.. Placement.TilesOf[node].Select(tile => Row.Cuts[^1].Digests[tile.Value])]);
        return new(Epoch, Row.Stage, node, Row.Workers, from);
    }

    public Ownership MarkReady(int node) => this with { Unready = Unready.Remove(node) };

    public Ownership Count(int node, Report.Stepped stepped)
    {
        var (evaluations, passed) = (Evaluations.ToBuilder(), Passed.ToBuilder());
        foreach (var tile in stepped.Tiles.Where(tile => stepped.Evaluation < Stage.Evaluations && Owns(node, tile)))
        {
            for (; evaluations[tile.Value] <= stepped.Evaluation; evaluations[tile.Value]++)
            {
                passed[evaluations[tile.Value]]++;
            }
        }

        return this with { Evaluations = evaluations.MoveToImmutable(), Passed = passed.MoveToImmutable() };
    }

    public Ownership Store(int node, Report.Stored stored)
    {
        var own = stored.Tiles.Where(tile => stored.Step <= Stage.Steps && Owns(node, tile.Tile)).ToList();
        var step = Stored.GetValueOrDefault(stored.Step, ImmutableDictionary<TileId, Digest>.Empty);
        return own.Count == 0
            ? this
            : this with { Stored = Stored.SetItem(stored.Step, step.SetItems(own.Select(tile => KeyValuePair.Create(tile.Tile, tile.Digest)))) };
    }

    public Ownership Finish(int node, Report.Finished finished) =>
        this with { Finished = Finished.Union(finished.Tiles.Where(tile => Owns(node, tile))) };

    /// <summary>The latest cut after a step that every tile has stored.</summary>
    public Cut? CutAfter(int step) => Stored.Reverse()
        .Where(stored => stored.Key > step && stored.Value.Count == Stage.Plan.Tiles.Length)
        .Select(stored => new Cut(new(Epoch, stored.Key), [.. Stage.Plan.Tiles.Select(tile => stored.Value[tile.Id])]))
        .FirstOrDefault();

    /// <summary>Forgets what a complete cut has made useless.</summary>
    public Ownership Trim(int step) => this with { Stored = Stored.RemoveRange(Stored.Keys.Where(key => key <= step)) };

    /// <summary>The nodes whose tiles everything waits for: the least advanced, or those whose cores are missing.</summary>
    public IEnumerable<Member> Last()
    {
        var least = Evaluations.Min();
        return Stage.Plan.Tiles
            .Where(tile => Evaluations[tile.Id.Value] == least && !Finished.Contains(tile.Id))
            .Select(tile => Placement.NodeOf[tile.Id.Value])
            .Distinct()
            .Order()
            .Select(MemberOf);
    }

    bool Owns(int node, TileId tile) =>
        tile.Value >= 0 && tile.Value < Placement.NodeOf.Length && Placement.NodeOf[tile.Value] == node;
}
