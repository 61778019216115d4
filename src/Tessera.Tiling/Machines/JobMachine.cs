using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <summary>
/// The coordinator of one job: for each stage it assigns tiles to nodes, lets them begin together, counts steps and finished cores, and has
/// the stage stitched. A value, like <see cref="TileMachine"/>. Reports may repeat; those of another epoch are ignored.
/// </summary>
public sealed record JobMachine
{
    readonly JobPlan _plan;
    readonly int _nodes;

    JobMachine(JobPlan plan, int nodes) => (_plan, _nodes) = (plan, nodes);

    /// <summary>The current ownership.</summary>
    public Epoch Epoch { get; private init; }

    /// <summary>What the job is doing.</summary>
    public JobPhase Phase { get; private init; }

    /// <summary>The stage it is in, from 0.</summary>
    public int Stage { get; private init; }

    JobStage Current => _plan.Stages[Stage];

    /// <summary>Nodes that own tiles of the stage.</summary>
    ImmutableArray<int> Members { get; init; } = [];

    ImmutableHashSet<int> Unready { get; init; } = [];

    /// <summary>The next evaluation of each tile that has made one.</summary>
    ImmutableDictionary<TileId, int> Evaluations { get; init; } = ImmutableDictionary<TileId, int>.Empty;

    /// <summary>By evaluation: how many tiles are past it.</summary>
    ImmutableArray<int> Passed { get; init; } = [];

    ImmutableHashSet<TileId> Finished { get; init; } = [];

    /// <summary>By node: its latest counters.</summary>
    ImmutableDictionary<int, ExchangeCounters> Counters { get; init; } = ImmutableDictionary<int, ExchangeCounters>.Empty;

    /// <summary>A job that assigns its first stage.</summary>
    /// <param name="plan">The job.</param>
    /// <param name="nodes">How many nodes work on it, at least 1; numbered from 0.</param>
    public static (JobMachine Job, ImmutableArray<JobEffect> Effects) Start(JobPlan plan, int nodes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(nodes, 1);
        return new JobMachine(plan, nodes).Assign(0);
    }

    /// <summary>Takes an event.</summary>
    /// <returns>The next state, and the effects in the order in which they are to be carried out.</returns>
    public (JobMachine Next, ImmutableArray<JobEffect> Effects) On(JobEvent happened) => (happened, Phase) switch
    {
        (_, JobPhase.Ended) => (this, []),
        (JobEvent.Cancelled, _) => End(JobOutcome.Cancelled),
        (JobEvent.Failed failed, _) => End(JobOutcome.Failed, failed.Message),
        (JobEvent.Stitched, JobPhase.Stitching) => Stage + 1 < _plan.Stages.Length ? Assign(Stage + 1) : End(JobOutcome.Done),
        (JobEvent.Reported { Report: var report } reported, _) when report.Epoch == Epoch => Hear(reported.Node, report),
        _ => (this, []),
    };

    (JobMachine, ImmutableArray<JobEffect>) Assign(int stage)
    {
        var placement = Placement.Create(_plan.Stages[stage].Plan, _nodes);
        ImmutableArray<int> members = [.. Enumerable.Range(0, _nodes).Where(node => placement.TilesOf[node].Length > 0)];
        var next = this with
        {
            Epoch = Epoch.Next,
            Phase = JobPhase.Preparing,
            Stage = stage,
            Members = members,
            Unready = [.. members],
            Evaluations = Evaluations.Clear(),
            Passed = [.. new int[_plan.Stages[stage].Evaluations]],
            Finished = Finished.Clear(),
        };
        return (next, [next.Show(), .. next.TellAll(node => new Order.Assign(next.Epoch, stage, node, _nodes))]);
    }

    (JobMachine, ImmutableArray<JobEffect>) Hear(int node, Report report) => (report, Phase) switch
    {
        (Report.Failed failed, _) => End(JobOutcome.Failed, failed.Message),
        (Report.Ready, JobPhase.Preparing) => (this with { Unready = Unready.Remove(node) }).BeginWhenReady(),
        (Report.Stepped stepped, JobPhase.Denoising) => Count(node, stepped),
        (Report.Finished finished, JobPhase.Denoising) when Evaluations.GetValueOrDefault(finished.Tile) == Current.Evaluations =>
            (this with { Finished = Finished.Add(finished.Tile) }).StitchWhenFinished(),
        _ => (this, []),
    };

    (JobMachine, ImmutableArray<JobEffect>) BeginWhenReady()
    {
        if (!Unready.IsEmpty)
        {
            return (this, []);
        }

        var next = this with { Phase = JobPhase.Denoising };
        return (next, [next.Show(), .. next.TellAll(_ => new Order.Begin(Epoch))]);
    }

    (JobMachine, ImmutableArray<JobEffect>) Count(int node, Report.Stepped stepped)
    {
        var evaluation = stepped.Evaluation;
        var moved = stepped.Tiles.Where(tile => IsBefore(tile, evaluation)).ToHashSet();
        var next = this with
        {
            Evaluations = Evaluations.SetItems(moved.Select(tile => KeyValuePair.Create(tile, evaluation + 1))),
            Passed = moved.Count == 0 ? Passed : Passed.SetItem(evaluation, Passed[evaluation] + moved.Count),
            Counters = Counters.SetItem(node, stepped.Counters),
        };
        return (next, [next.Show()]);
    }

    bool IsBefore(TileId tile, int evaluation) =>
        tile.Value >= 0 && tile.Value < Current.Plan.Tiles.Length
        && evaluation < Current.Evaluations && Evaluations.GetValueOrDefault(tile) == evaluation;

    (JobMachine, ImmutableArray<JobEffect>) StitchWhenFinished()
    {
        if (Finished.Count < Current.Plan.Tiles.Length)
        {
            return (this, [Show()]);
        }

        var next = this with { Phase = JobPhase.Stitching };
        return (next, [next.Show(), new JobEffect.Stitch(Stage)]);
    }

    (JobMachine, ImmutableArray<JobEffect>) End(JobOutcome outcome, string? reason = null)
    {
        var next = this with { Phase = JobPhase.Ended };
        var exchange = Counters.Values.Aggregate(default(ExchangeCounters), (sum, counters) => sum + counters);
        return (next, [next.Show(), .. TellAll(_ => new Order.Stop(Epoch)), new JobEffect.End(outcome, reason, exchange)]);
    }

    IEnumerable<JobEffect> TellAll(Func<int, Order> order) => Members.Select(node => new JobEffect.Tell(node, order(node)));

    JobEffect Show()
    {
        var past = Passed.TakeWhile(count => count == Current.Plan.Tiles.Length).Count();
        var done = _plan.Stages.Take(Stage).Sum(EvaluationsOf) + Passed.Sum();
        return new JobEffect.Show(new JobProgress(
            Phase,
            Stage,
            _plan.Stages.Length,
            Current.StepOf(past),
            Current.Steps,
            Finished.Count,
            Current.Plan.Tiles.Length,
            done,
            _plan.Stages.Sum(EvaluationsOf)));
    }

    static long EvaluationsOf(JobStage stage) => (long)stage.Plan.Tiles.Length * stage.Evaluations;
}
