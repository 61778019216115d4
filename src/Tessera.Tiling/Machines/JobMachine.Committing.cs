using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <content>The row: what is to be committed next, and what follows once it is. At most one commit is outstanding.</content>
public sealed partial record JobMachine
{
    /// <summary>The row that is being committed.</summary>
    JobRow? Pending { get; init; }

    /// <summary>Whether the row must be read before anything can be committed.</summary>
    bool IsReading { get; init; }

    /// <summary>Whether the stage is stitched, but not committed so.</summary>
    bool IsStitched { get; init; }

    /// <summary>How the job is to end, if it is.</summary>
    (JobOutcome Outcome, string? Reason)? Ending { get; init; }

    bool IsLastStage => Row!.Stage == _plan.Stages.Length - 1;

    /// <summary>Commits whatever is due, the most important first.</summary>
    JobMachine Decide(ImmutableArray<JobEffect>.Builder effects)
    {
        if (Pending is not null || IsReading || Phase is JobPhase.Ended || Row is not { } row)
        {
            return this;
        }

        if (Verdict(row) is { } end)
        {
            return Commit(row with { Outcome = end.Outcome, Reason = end.Reason, Attempts = AttemptsOf(row) }, effects);
        }

        if (Upset is null && !IsStitched)
        {
            return CommitCut(row, effects);
        }

        if (Now < GatherUntil)
        {
            return this;
        }

        var workers = Nodes.Choose(IsStitched ? [] : AttemptsOf(row), NumericsOf(row));
        if (workers.IsEmpty)
        {
            return LackNodes(effects);
        }

        var next = IsStitched ? row.Stage + 1 : row.Stage;
        if (Assignment.RoomOf(_plan.Stages[next], workers) < _plan.Stages[next].Plan.Tiles.Length)
        {
            return LackRoom(next, workers, effects);
        }

        var owned = row with { Epoch = row.Epoch.Next, Workers = workers };
        return IsStitched
            ? Commit(owned with { Stage = next, Cuts = [], Attempts = [] }, effects)
            : Commit(owned with { Cuts = row.Cuts.RemoveAll(cut => cut.Name == Unreadable), Attempts = AttemptsOf(row) }, effects);
    }

    (JobOutcome Outcome, string? Reason)? Verdict(JobRow row)
    {
        if (Ending is not null || (IsStitched && IsLastStage))
        {
            return Ending ?? (JobOutcome.Done, null);
        }

        var attempts = AttemptsOf(row);
        if (_plan.CutEvery == 0 && !attempts.IsEmpty)
        {
            return (JobOutcome.Failed, attempts[0].Message);
        }

        var poison = attempts.GroupBy(attempt => attempt.Tile).FirstOrDefault(tile =>
            tile.Count() >= MachineLimits.AllAttempts || tile.Count(attempt => !attempt.Died) >= MachineLimits.ReportedAttempts);
        if (poison is null)
        {
            return null;
        }

        var nodes = string.Join(", ", poison.Select(attempt => attempt.Node));
        return (JobOutcome.Quarantined, $"Tile {poison.Key.Value} failed on {nodes}: {poison.Last().Message}");
    }

    ImmutableArray<Attempt> AttemptsOf(JobRow row) => [.. row.Attempts, .. Blamed];

    JobMachine CommitCut(JobRow row, ImmutableArray<JobEffect>.Builder effects)
    {
        if (Owned?.CutAfter(row.Cuts.IsEmpty ? 0 : row.Cuts[^1].Name.Step) is not { } cut)
        {
            return this;
        }

        return Commit(
            row with
            {
                Cuts = [.. row.Cuts.TakeLast(MachineLimits.CutsKept - 1), cut],
                Attempts = [.. AttemptsOf(row).Where(attempt => attempt.Step >= cut.Name.Step)],
            },
            effects);
    }

    JobMachine Commit(JobRow next, ImmutableArray<JobEffect>.Builder effects)
    {
        var fence = Row!.FenceOf(_term);
        next = next with { Term = _term, Revision = fence.Revision + 1 };
        effects.Add(new JobEffect.Commit(fence, next));

        // What is in the commit is settled; what comes up until it is answered is not.
        return next.Epoch > Row.Epoch ? this with { Pending = next, Upset = null, Unreadable = null } : this with { Pending = next };
    }

    JobMachine Learn(JobEvent.Committed committed, ImmutableArray<JobEffect>.Builder effects)
    {
        if (Pending is not { } row || committed.Expected != Row!.FenceOf(_term))
        {
            return this;
        }

        return committed.Outcome is CommitOutcome.Done
            ? (this with { Pending = null }).Adopt(row, effects)
            : this with { Pending = null, IsReading = true, Upset = row.Epoch > Row.Epoch ? "a change of ownership was not committed" : Upset };
    }

    /// <summary>Takes the row that was read. Whose tiles they are is certain only if our own answered commit said so.</summary>
    JobMachine Learn(JobRow? read, ImmutableArray<JobEffect>.Builder effects)
    {
        if (!IsReading || read is null || read.Term > _term)
        {
            return this;
        }

        var next = this with { IsReading = false };
        if (read.Outcome is not null || Owned?.Epoch == read.Epoch)
        {
            return next.Adopt(read, effects);
        }

        next = next with { Row = read, Owned = null, Phase = JobPhase.Waiting, IsStitched = false };
        return next.Disown(read.Revision == 0 ? "the job is new" : $"nobody is known to own the tiles of {read.Epoch}", effects);
    }

    JobMachine Adopt(JobRow row, ImmutableArray<JobEffect>.Builder effects)
    {
        var unsettled = Blamed.Except(row.Attempts).Where(attempt => row.Cuts.All(cut => cut.Name.Step <= attempt.Step));
        var next = this with { Row = row, Blamed = [.. unsettled] };
        if (row.Outcome is { } outcome)
        {
            return next.End(outcome, row.Reason, effects);
        }

        if (row.Epoch == Owned?.Epoch)
        {
            next = next with { Owned = Owned.Trim(row.Cuts.IsEmpty ? 0 : row.Cuts[^1].Name.Step) };
            return Phase is JobPhase.Denoising ? next.LetLeave(effects).Proceed(effects) : next;
        }

        var isNewStage = Row!.Stage != row.Stage;
        var owned = Ownership.Of(_plan, row);
        effects.Add(Describe(row, owned, isNewStage ? null : Owned));
        next = next with
        {
            Owned = owned,
            Lack = null,
            Phase = JobPhase.Preparing,
            IsStitched = false,
            Nodes = isNewStage ? Nodes.Forgive() : Nodes,
            Blamed = isNewStage ? [] : next.Blamed,
            Clock = (isNewStage ? new StepClock() : Clock).Restart(owned.Step, Now),
        };
        return next.Show(effects).Assign(effects);
    }

    static string? NumericsOf(JobRow row) => row.Workers.IsEmpty ? null : row.Workers[0].Numerics;

    JobEffect.Note Describe(JobRow row, Ownership owned, Ownership? before)
    {
        // A tile that has ended the last step it may make is not in the next.
        var last = Math.Min(before?.LastStep ?? 0, _plan.StepsAllowed(Row!.Cuts.IsEmpty ? 0 : Row.Cuts[^1].Name.Step));
        var nodes = string.Join(", ", owned.Owners.Select(node => $"{owned.MemberOf(node)} with {owned.Placement.TilesOf[node].Length} tiles"));
        var again = last > owned.Step ? $"; steps {owned.Step + 1} to {last} are computed again" : "";
        return new(
            $"{row.Epoch}: stage {row.Stage} goes on after step {owned.Step} on {nodes}{again}",
            new(row.Epoch, row.Stage, owned.Step, Math.Max(0, last - owned.Step), owned.Owners.Length, owned.Stage.Plan.Tiles.Length));
    }

    JobMachine End(JobOutcome outcome, string? reason, ImmutableArray<JobEffect>.Builder effects)
    {
        var next = this with { Phase = JobPhase.Ended };
        if (Owned is { } owned)
        {
            next.Show(effects);
            effects.AddRange(owned.Owners.Select(node => new JobEffect.Tell(owned.MemberOf(node), new Order.Stop(Row!.Epoch))));
        }

        effects.Add(new JobEffect.End(outcome, reason, Counters.Values.Aggregate(default(ExchangeCounters), (sum, counters) => sum + counters)));
        return next;
    }
}
