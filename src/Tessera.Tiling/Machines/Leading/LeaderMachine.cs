using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <summary>
/// A process that may lead: it watches the nodes and asks for the lease all the time, and coordinates the job while it holds it. Several
/// may run; at most one of them can commit. A value, like <see cref="TileMachine"/>.
/// </summary>
public sealed record LeaderMachine
{
    readonly JobPlan _plan;

    /// <summary>A candidate.</summary>
    /// <param name="plan">The job.</param>
    /// <param name="self">Who it is.</param>
    public LeaderMachine(JobPlan plan, Member self) => (_plan, Leadership) = (plan, new(self));

    /// <summary>Whether it leads.</summary>
    public LeaseMachine Leadership { get; private init; }

    /// <summary>Who lives.</summary>
    public MembershipMachine Members { get; private init; } = MembershipMachine.Start;

    /// <summary>The job, while it leads.</summary>
    public JobMachine? Job { get; private init; }

    TimeSpan Now { get; init; }

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
                .Lead(new JobEvent.Tick(tick.Now), effects),
            LeaderEvent.Heard heard => Watch(new MembershipEvent.Heard(new(heard.Node, heard.Hello.Speed)), effects)
                .Lead(new JobEvent.Heard(heard.Node, heard.Hello), effects),
            LeaderEvent.Connected { IsOnline: true } => Watch(new MembershipEvent.Online(), effects),
            LeaderEvent.Connected => Watch(new MembershipEvent.Offline(), effects),
            LeaderEvent.Lease lease => Lease(lease.Answer, effects),
            LeaderEvent.Job job => Lead(job.Happened, effects),
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
            LeaseEffect.Gained gained => leader.Begin(gained.Term, effects),
            LeaseEffect.Lost => leader with { Job = null },
            _ => leader,
        });
    }

    LeaderMachine Begin(long term, ImmutableArray<LeaderEffect>.Builder effects)
    {
        // A process that has just begun may not have heard of every node yet.
        var (job, asked) = JobMachine.Start(_plan, term, Members.Alive, gatherUntil: MachineLimits.GatherFor);
        effects.AddRange(asked.Select(effect => new LeaderEffect.Job(effect)));
        return (this with { Job = job }).Lead(new JobEvent.Tick(Now), effects);
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
        effects.AddRange(asked.Select(effect => new LeaderEffect.Job(effect)));
        return this with { Job = job };
    }
}
