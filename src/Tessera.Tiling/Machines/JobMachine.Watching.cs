using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <content>Nodes that come, go, lag or fail; and what is repeated each beat.</content>
public sealed partial record JobMachine
{
    /// <summary>Tries that failed and are not committed yet.</summary>
    ImmutableArray<Attempt> Blamed { get; init; } = [];

    /// <summary>A cut that some node could not read.</summary>
    CutName? Unreadable { get; init; }

    /// <summary>Why tiles need new owners; null when they do not.</summary>
    string? Upset { get; init; }

    /// <summary>Since when owners of tiles say that they cannot be linked; null when none does.</summary>
    TimeSpan? UnlinkedSince { get; init; }

    /// <summary>Until when nodes may join before the first of them gets everything.</summary>
    TimeSpan GatherUntil { get; init; }

    /// <summary>Whether nobody can be heard, so that nobody can be blamed for what is not heard.</summary>
    bool IsOffline { get; init; }

    /// <summary>Gives everybody their time anew.</summary>
    JobMachine Hold() => this with { Clock = Clock.Restart(Owned?.Step ?? 0, Now), UnlinkedSince = null };

    JobMachine Disown(string why, ImmutableArray<JobEffect>.Builder effects)
    {
        if (Upset != why)
        {
            effects.Add(new JobEffect.Note(why));
        }

        return this with { Upset = why };
    }

    JobMachine Join(JobEvent.Joined joined, ImmutableArray<JobEffect>.Builder effects)
    {
        var (nodes, death) = Nodes.Join(joined.Node);
        var next = this with { Nodes = nodes, GatherUntil = Nodes.IsEmpty ? Now + MachineLimits.GatherFor : GatherUntil };
        if (death is not { Node: var node, Running: var running } || running.Stage != Row?.Stage)
        {
            return next;
        }

        effects.Add(new JobEffect.Note($"{node} died while it ran tiles {string.Join(", ", running.Tiles.Select(tile => tile.Value))}"));
        return next.Blame(node, running, isDead: true, "the node died");
    }

    JobMachine Lose(Member node, ImmutableArray<JobEffect>.Builder effects)
    {
        var next = this with { Nodes = Nodes.Leave(node) };
        return next.IsOwner(node) ? next.Disown($"{node} is dead", effects) : next;
    }

    /// <summary>Whether a node owns tiles, or will if the outstanding commit is done. Once all cores are there, owning means nothing.</summary>
    bool IsOwner(Member node) => Pending is { } row && row.Epoch > Row!.Epoch
        ? row.Workers.Any(worker => worker.Member == node)
        : Phase is JobPhase.Preparing or JobPhase.Denoising && Owned!.NumberOf(node) >= 0;

    JobMachine Blame(Member node, Running running, bool isDead, string message)
    {
        var step = _plan.Stages[Row!.Stage].StepOf(running.Evaluation);
        if (Row.Cuts.Any(cut => cut.Name.Step > step))
        {
            return this;
        }

        var attempts = running.Tiles.Select(tile => new Attempt(tile, step, Row.Epoch, node, isDead, message));
        return this with { Blamed = [.. Blamed.Concat(attempts).Except(Row.Attempts)] };
    }

    JobMachine Hear(JobEvent.Heard heard, ImmutableArray<JobEffect>.Builder effects)
    {
        StopStray(heard, effects);
        return this with { Nodes = Nodes.Hear(heard.Node, heard.Hello) };
    }

    JobMachine HearLate(JobEvent happened, ImmutableArray<JobEffect>.Builder effects)
    {
        if (happened is JobEvent.Heard heard)
        {
            StopStray(heard, effects);
        }

        return this;
    }

    /// <summary>Stops a node that works under an ownership in which it has no part, or that is drained while nobody owns tiles.</summary>
    void StopStray(JobEvent.Heard heard, ImmutableArray<JobEffect>.Builder effects)
    {
        var isOver = Phase is JobPhase.Ended
            || (Owned is { } owned ? owned.Epoch > heard.Hello.Epoch && owned.NumberOf(heard.Node) < 0 : Row is not null && Nodes.IsDrained(heard.Node));
        if (isOver && heard.Hello.Phase is not NodePhase.Idle)
        {
            effects.Add(new JobEffect.Tell(heard.Node, new Order.Stop(Row!.Epoch)));
        }
    }

    /// <summary>Once a beat: asks the store again, repeats orders, and looks for stragglers.</summary>
    JobMachine Beat(ImmutableArray<JobEffect>.Builder effects)
    {
        if (Now < NextBeat)
        {
            return this;
        }

        var next = (IsOffline ? Hold() : this) with { NextBeat = Now + MachineLimits.BeatEvery };
        if (IsReading)
        {
            effects.Add(new JobEffect.Read());
        }

        return (Owned, Phase) switch
        {
            ({ } owned, JobPhase.Preparing) => next.Assign(effects).SeekUnlinked(owned, effects).SeekUnready(owned, effects),
            ({ } owned, JobPhase.Denoising) => next.Proceed(effects).SeekUnlinked(owned, effects).SeekStragglers(owned, effects),
            _ => next,
        };
    }

    /// <summary>Parts nodes that cannot be linked for too long: whoever most others miss goes, whether a stranger or behind a wall.</summary>
    JobMachine SeekUnlinked(Ownership owned, ImmutableArray<JobEffect>.Builder effects)
    {
        if (Nodes.MostUnlinked(owned.Epoch, [.. owned.Owners.Select(owned.MemberOf)]) is not { } node)
        {
            return this with { UnlinkedSince = null };
        }

        return UnlinkedSince is not { } since ? this with { UnlinkedSince = Now }
            : Now - since < MachineLimits.LinkWithin ? this
            : (this with { UnlinkedSince = null, Nodes = Nodes.CutOff(node) }).Disown($"{node} cannot be linked with others", effects);
    }

    JobMachine SeekUnready(Ownership owned, ImmutableArray<JobEffect>.Builder effects)
    {
        var unready = owned.Unready.Select(owned.MemberOf);
        var late = Clock.IsOverdue(Now, MachineLimits.StartWithin)
            ? unready

            // Its hellos come, but it has not heard of the assignment: it cannot be reached.
            : unready.Where(node => Clock.IsOverdue(Now, MachineLimits.ContactWithin) && Nodes[node]?.Epoch < owned.Epoch);
        return late.Aggregate(this, (job, node) =>
            (job with { Nodes = job.Nodes.Exclude(node) }).Disown($"{node} does not get ready", effects));
    }

    JobMachine SeekStragglers(Ownership owned, ImmutableArray<JobEffect>.Builder effects)
    {
        var cut = Row!.Cuts.IsEmpty ? 0 : Row.Cuts[^1].Name.Step;
        var atWork = owned.Last().Where(node => Nodes[node]?.Running is not null).ToList();
        var isHeldUp = owned.Step == owned.Stage.Steps ? atWork.Count == 0 : owned.Step >= _plan.StepsAllowed(cut);
        if (isHeldUp)
        {
            // Nodes wait until they can store, and have no other task.
            return this with { Clock = Clock.Restart(owned.Step, Now) };
        }

        if (!Clock.IsOverdue(Now, Clock.Deadline))
        {
            return this;
        }

        var next = this with { Clock = Clock.Restart(owned.Step, Now) };
        return atWork.Count == 0
            ? next.Disown($"no tile moved for {Clock.Deadline}, and no node is at work", effects)
            : atWork.Aggregate(next, (job, node) => (job with { Nodes = job.Nodes.Penalise(node) })
                .Disown($"{node} is a straggler: it missed the deadline of {Clock.Deadline}", effects));
    }
}
