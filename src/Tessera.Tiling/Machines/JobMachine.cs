using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <summary>
/// The coordinator of one job under one leader. For each stage it gives tiles to nodes, lets them begin together, commits the cuts that
/// they complete, and has the stage stitched. When a node is lost, lags or fails, tiles get new owners and go back to the last complete cut.
/// Whatever changes ownership is committed first. A value, like <see cref="TileMachine"/>. Reports may repeat; those of another epoch are
/// ignored.
/// </summary>
public sealed partial record JobMachine
{
    readonly JobPlan _plan;
    readonly long _term;

    JobMachine(JobPlan plan, long term, Roster nodes) => (_plan, _term, Nodes) = (plan, term, nodes);

    /// <summary>The job's row as it was last read or committed; null before.</summary>
    public JobRow? Row { get; private init; }

    /// <summary>What the job is doing.</summary>
    public JobPhase Phase { get; private init; }

    /// <summary>How many reports of ended ownerships were refused.</summary>
    public long Refused { get; private init; }

    /// <summary>The current ownership; null when it is not known, or there is none.</summary>
    Ownership? Owned { get; init; }

    Roster Nodes { get; init; }

    TimeSpan Now { get; init; }

    TimeSpan NextBeat { get; init; }

    StepClock Clock { get; init; } = new();

    /// <summary>By node: its latest counters.</summary>
    ImmutableSortedDictionary<Member, ExchangeCounters> Counters { get; init; } =
        ImmutableSortedDictionary.Create<Member, ExchangeCounters>(Member.InOrder);

    /// <summary>A job whose row must be read: a new one, or one that another leader has led.</summary>
    /// <param name="plan">The job.</param>
    /// <param name="term">The leader's term.</param>
    /// <param name="nodes">The nodes that live; others may join.</param>
    /// <param name="gatherUntil">When the first tiles are given away, if the node they go to is not to be alone.</param>
    public static (JobMachine Job, ImmutableArray<JobEffect> Effects) Start(
        JobPlan plan, long term, IEnumerable<Worker> nodes, TimeSpan gatherUntil = default)
    {
        var roster = nodes.Aggregate(Roster.Empty, (all, node) => all.Join(node).Next);
        return (new(plan, term, roster) { IsReading = true, GatherUntil = gatherUntil }, [new JobEffect.Read()]);
    }

    /// <summary>Takes an event.</summary>
    /// <returns>The next state, and the effects in the order in which they are to be carried out.</returns>
    public (JobMachine Next, ImmutableArray<JobEffect> Effects) On(JobEvent happened)
    {
        var effects = ImmutableArray.CreateBuilder<JobEffect>();
        var next = Phase is JobPhase.Ended ? HearLate(happened, effects) : Take(happened, effects).Decide(effects);
        return (next, effects.DrainToImmutable());
    }

    JobMachine Take(JobEvent happened, ImmutableArray<JobEffect>.Builder effects) => happened switch
    {
        JobEvent.Reported reported => Hear(reported, effects),
        JobEvent.Heard heard => Hear(heard, effects),
        JobEvent.Joined joined => Join(joined, effects),
        JobEvent.Died died => Lose(died.Node, effects),
        JobEvent.Drained drained => this with { Nodes = Nodes.Drain(drained.Nodes) },
        JobEvent.Connected connected => Hold() with { IsOffline = !connected.IsOnline },
        JobEvent.Tick tick => (this with { Now = tick.Now }).Beat(effects),
        JobEvent.RowRead read => Learn(read.Row, effects),
        JobEvent.Committed committed => Learn(committed, effects),
        JobEvent.Stitched stitched when Phase is JobPhase.Stitching && stitched.Stage == Row!.Stage => this with { IsStitched = true },
        JobEvent.Unstitched lacking when Phase is JobPhase.Stitching && lacking.Stage == Row!.Stage && _plan.CutEvery > 0 =>
            Disown($"stage {lacking.Stage} cannot be stitched: {lacking.Message}", effects),
        JobEvent.Unstitched lacking when _plan.CutEvery == 0 => this with { Ending = (JobOutcome.Failed, lacking.Message) },
        JobEvent.Failed failed => this with { Ending = (JobOutcome.Failed, failed.Message) },
        JobEvent.Cancelled => this with { Ending = (JobOutcome.Cancelled, null) },
        _ => this,
    };

    JobMachine Hear(JobEvent.Reported reported, ImmutableArray<JobEffect>.Builder effects)
    {
        if (reported.Report.Epoch < Row?.Epoch)
        {
            return this with { Refused = Refused + 1 };
        }

        // While another ownership is being committed, what is said of this one no longer matters, or will be repeated.
        if (Owned is not { } owned || reported.Report.Epoch != owned.Epoch || owned.NumberOf(reported.Node) is not (>= 0 and var node)
            || Pending?.Epoch > owned.Epoch)
        {
            return this;
        }

        switch (reported.Report)
        {
            case Report.Ready when Phase is JobPhase.Preparing:
                return (this with { Owned = owned.MarkReady(node) }).ProceedWhenReady(effects);

            case Report.Stepped stepped when Phase is JobPhase.Denoising:
                var counted = owned.Count(node, stepped);
                var next = this with
                {
                    Owned = counted,
                    Counters = Counters.SetItem(reported.Node, stepped.Counters),
                    Clock = Clock.Pass(counted.Step, Now),
                };
                return next.Show(effects);

            case Report.Stored stored:
                return this with { Owned = owned.Store(node, stored) };

            case Report.Finished finished when Phase is JobPhase.Denoising:
                return (this with { Owned = owned.Finish(node, finished) }).StitchWhenFinished(effects);

            case Report.NotStored lacking:
                effects.Add(new JobEffect.Note($"{reported.Node} could not store tile {lacking.Tile.Value}, and tries again: {lacking.Message}"));
                return this;

            case Report.Unreadable unreadable:
                return (this with { Unreadable = unreadable.Cut })
                    .Disown($"{reported.Node} could not read tile {unreadable.Tile.Value}: {unreadable.Message}", effects);

            case Report.Failed failed:
                return Blame(reported.Node, failed.Running, isDead: false, failed.Message)
                    .Disown($"{reported.Node} failed: {failed.Message}", effects);

            default:
                return this;
        }
    }

    JobMachine ProceedWhenReady(ImmutableArray<JobEffect>.Builder effects)
    {
        if (!Owned!.Unready.IsEmpty)
        {
            return this;
        }

        return (this with { Phase = JobPhase.Denoising, Clock = Clock.Restart(Owned.Step, Now) }).Show(effects).Proceed(effects);
    }

    JobMachine StitchWhenFinished(ImmutableArray<JobEffect>.Builder effects)
    {
        if (!Owned!.IsFinished)
        {
            return Show(effects);
        }

        var next = (this with { Phase = JobPhase.Stitching }).Show(effects);
        effects.Add(new JobEffect.Stitch(Row!.Stage));
        return next;
    }

    /// <summary>Tells all owners that they may work, and how far.</summary>
    JobMachine Proceed(ImmutableArray<JobEffect>.Builder effects)
    {
        var cuts = Row!.Cuts;
        var order = new Order.Proceed(
            Owned!.Epoch,
            cuts.IsEmpty ? 0 : cuts[^1].Name.Step,
            cuts.Length == MachineLimits.CutsKept ? cuts[0].Name : null);
        effects.AddRange(Owned.Owners.Select(node => new JobEffect.Tell(Owned.MemberOf(node), order)));
        return this;
    }

    /// <summary>Tells nodes to begin where their tiles are, unless they have said that they did.</summary>
    JobMachine Assign(ImmutableArray<JobEffect>.Builder effects)
    {
        effects.AddRange(Owned!.Unready.Select(node => new JobEffect.Tell(Owned.MemberOf(node), Owned.OrderFor(node))));
        return this;
    }

    JobMachine Show(ImmutableArray<JobEffect>.Builder effects)
    {
        var (stage, index) = (Owned!.Stage, Row!.Stage);
        effects.Add(new JobEffect.Show(new JobProgress(
            Phase,
            index,
            _plan.Stages.Length,
            Owned.Step,
            stage.Steps,
            Owned.Finished.Count,
            stage.Plan.Tiles.Length,
            _plan.Stages.Take(index).Sum(EvaluationsOf) + Owned.EvaluationsDone,
            _plan.Stages.Sum(EvaluationsOf))));
        return this;
    }

    static long EvaluationsOf(JobStage stage) => (long)stage.Plan.Tiles.Length * stage.Evaluations;
}
