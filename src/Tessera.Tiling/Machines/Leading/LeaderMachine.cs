using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <summary>
/// A process that may lead: it watches the nodes and asks for the lease all the time, and coordinates one job after another while it holds it.
/// Several may run; at most one of them can commit. A value, like <see cref="TileMachine"/>.
/// </summary>
public sealed partial record LeaderMachine
{
    /// <summary>A candidate.</summary>
    /// <param name="self">Who it is.</param>
    public LeaderMachine(Member self) => Leadership = new(self);

    /// <summary>Whether it leads.</summary>
    public LeaseMachine Leadership { get; private init; }

    /// <summary>Who lives.</summary>
    public MembershipMachine Members { get; private init; } = MembershipMachine.Start;

    /// <summary>Whether it leads, and has no job: <see cref="LeaderEvent.Found"/> gives it one.</summary>
    public bool IsIdle => Leadership.Term != 0 && Job is null or { Phase: JobPhase.Ended };

    /// <summary>The job, while it leads; once it has ended it stays, to stop stray nodes, until there is another.</summary>
    public JobMachine? Job { get; private init; }

    TimeSpan Now { get; init; }

    TimeSpan NextSeek { get; init; }

    /// <summary>Whether every job is known to have ended.</summary>
    bool IsAllDone { get; init; }

    /// <summary>Takes an event.</summary>
    /// <returns>The next state, and the effects in the order in which they are to be carried out.</returns>
    public (LeaderMachine Next, ImmutableArray<LeaderEffect> Effects) On(LeaderEvent happened)
    {
        var effects = ImmutableArray.CreateBuilder<LeaderEffect>();
        var next = happened switch
        {
            LeaderEvent.Tick tick => (this with { Now = tick.Now })
                .Lease(new LeaseEvent.Tick(tick.Now), effects)
                .Watch(new MembershipEvent.Tick(tick.Now), effects)
                .Lead(new JobEvent.Tick(tick.Now), effects)
                .Tend(effects)
                .Seek(effects),
            LeaderEvent.Heard heard => Watch(new MembershipEvent.Heard(heard.Hello.WorkerOf(heard.Node), heard.Hello.Phase), effects)
                .StopStray(heard, effects)
                .Lead(new JobEvent.Heard(heard.Node, heard.Hello), effects),
            LeaderEvent.Connected connected => Watch(connected.IsOnline ? new MembershipEvent.Online() : new MembershipEvent.Offline(), effects)
                .Lead(new JobEvent.Connected(connected.IsOnline), effects),
            LeaderEvent.Lease lease => Lease(lease.Answer, effects).Tend(effects).Seek(effects),
            LeaderEvent.Found found when IsIdle => Begin(found, effects),
            LeaderEvent.NoneFound when IsIdle => this with { IsAllDone = true },
            LeaderEvent.Drains drains when Leadership.Term != 0 => Drain(drains.Nodes, effects).Seek(effects),
            LeaderEvent.Job job => Lead(job.Happened, effects).SeekAfter(Job, effects),
            _ => this,
        };
        return (next, effects.DrainToImmutable());
    }

    LeaderMachine Lease(LeaseEvent happened, ImmutableArray<LeaderEffect>.Builder effects)
    {
        var (leadership, asked) = Leadership.On(happened);
        effects.AddRange(asked.Select(effect => new LeaderEffect.Lease(effect)));
        return asked.Aggregate(this with { Leadership = leadership }, (leader, effect) => effect switch
        {
            LeaseEffect.Gained => leader with { NextSeek = leader.Now, NextTend = leader.Now, ShowBy = leader.Now, Drained = null, IsAllDone = false },
            LeaseEffect.Lost => leader with { Job = null },
            _ => leader,
        });
    }

    LeaderMachine Seek(ImmutableArray<LeaderEffect>.Builder effects)
    {
        if (!IsIdle || Drained is null || Now < NextSeek)
        {
            return this;
        }

        effects.Add(new LeaderEffect.Seek());
        return this with { NextSeek = Now + MachineLimits.BeatEvery };
    }

    /// <summary>A job that has just ended is followed by the next at once.</summary>
    LeaderMachine SeekAfter(JobMachine? before, ImmutableArray<LeaderEffect>.Builder effects) =>
        IsIdle && before is { Phase: not JobPhase.Ended } ? (this with { NextSeek = Now }).Seek(effects) : this;

    LeaderMachine Begin(LeaderEvent.Found found, ImmutableArray<LeaderEffect>.Builder effects)
    {
        // A process that has just begun may not have heard of every node yet.
        var (job, asked) = JobMachine.Start(found.Plan, Leadership.Term, Members.Alive, gatherUntil: MachineLimits.GatherFor);
        effects.AddRange(asked.Select(effect => new LeaderEffect.Job(effect)));
        var next = (this with { Job = job, IsAllDone = false })
            .Lead(new JobEvent.Tick(Now), effects)
            .Lead(new JobEvent.Connected(Members.IsOnline), effects)
            .Lead(new JobEvent.Drained(Drained ?? []), effects);
        return found.Failure is { } failure ? next.Lead(new JobEvent.Failed(failure), effects) : next;
    }

    LeaderMachine StopStray(LeaderEvent.Heard heard, ImmutableArray<LeaderEffect>.Builder effects)
    {
        if (IsIdle && IsAllDone && heard.Hello.Phase is not NodePhase.Idle)
        {
            effects.Add(new LeaderEffect.Job(new JobEffect.Tell(heard.Node, new Order.Stop(heard.Hello.Epoch))));
        }

        return this;
    }

    LeaderMachine Watch(MembershipEvent happened, ImmutableArray<LeaderEffect>.Builder effects)
    {
        var (members, found) = Members.On(happened);
        effects.AddRange(found.Select(effect => new LeaderEffect.Membership(effect)));
        return found.Aggregate(this with { Members = members }, (leader, effect) => effect switch
        {
            MembershipEffect.Joined joined => leader.Lead(new JobEvent.Joined(joined.Worker), effects),
            MembershipEffect.Died died => leader.Lead(new JobEvent.Died(died.Member), effects),
            _ => leader,
        });
    }

    LeaderMachine Lead(JobEvent happened, ImmutableArray<LeaderEffect>.Builder effects)
    {
        if (Job is null)
        {
            return this;
        }

        var (job, asked) = Job.On(happened);
        effects.AddRange(asked.Select(effect => new LeaderEffect.Job(effect is JobEffect.Tell { Order: Order.Proceed proceed } tell
            ? tell with { Order = proceed with { Age = Now - Leadership.Renewed } }
            : effect)));
        return this with { Job = job };
    }
}
