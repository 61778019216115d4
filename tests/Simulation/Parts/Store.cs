using System.Collections.Immutable;
using Tessera.Tiling.Machines;

namespace Simulation;

/// <summary>The job store: one lease row, one job's row, its own clock; every answer may get lost, and so may what it answers.</summary>
sealed class Store(World world)
{
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    Member? _holder;
    long _term;
    TimeSpan _until;
    bool _hasJumped;

    public JobRow Row { get; private set; } = JobRow.Submitted;

    public bool IsDown { get; set; }

    /// <summary>Names of the nodes that are to have no tiles.</summary>
    public ImmutableHashSet<string> Drains { get; set; } = [];

    /// <summary>The part of operations whose outcome nobody knows.</summary>
    public double Unknown { get; set; }

    /// <summary>How far the store's clock is ahead of true time.</summary>
    public TimeSpan ClockOffset { get; private set; }

    public void JumpClock(TimeSpan by) => (_hasJumped, ClockOffset) = (true, ClockOffset + by);

    /// <summary>Whether a lease has not ended; where the clock has jumped, nobody but the store can tell.</summary>
    public bool MayLead(Member holder, long term) => _hasJumped || (_holder == holder && _term == term && world.Now < _until);

    public void Claim(LeaderProcess by, LeaseEffect.Claim claim) =>
        Operate(by, () => Claim(claim), answer => new LeaderEvent.Lease(Spoil(claim, answer ?? new LeaseEvent.Unknown())));

    /// <summary>Finds the one job until it has ended.</summary>
    public void Seek(LeaderProcess by) => Operate(by, () => Row, row =>
        row switch
    {
        null => null,
        { Outcome: null } => new LeaderEvent.Found(world.Scenario.Plan),
        _ => new LeaderEvent.NoneFound(),
    });

    public void AskDrains(LeaderProcess by) => Operate(by, () => Drains, drains => drains is null ? null : new LeaderEvent.Drains(drains));

    public void Read(LeaderProcess by) => Operate(by, () => Row, row => new LeaderEvent.Job(new JobEvent.RowRead(row)));

    public void Commit(LeaderProcess by, JobEffect.Commit commit) => Operate(
        by,
        () => new Result(Commit(commit.Expected, Spoil(commit.Row))),
        result => new LeaderEvent.Job(new JobEvent.Committed(commit.Expected, Spoil(result?.Outcome ?? CommitOutcome.Unknown))));

    LeaseEvent Claim(LeaseEffect.Claim claim)
    {
        var now = world.Now + ClockOffset;
        if (_holder != claim.Holder || _term != claim.Term)
        {
            if (_holder is not null && now < _until)
            {
                return new LeaseEvent.Refused();
            }

            (_holder, _term) = (claim.Holder, _term + 1);
        }

        _until = now + MachineLimits.LeaseFor;
        return new LeaseEvent.Granted(_term);
    }

    CommitOutcome Commit(Fence expected, JobRow row)
    {
        if (world.Bug is not PlantedBug.StoreIgnoresEpochs && expected != Row.FenceOf(_term))
        {
            world.Note($"store: {expected} is fenced");
            return CommitOutcome.Fenced;
        }

        world.Note($"store: {row}");
        world.Checker.Committed(Row, row);
        Row = row;
        return CommitOutcome.Done;
    }

    void Operate<T>(LeaderProcess by, Func<T> apply, Func<T?, LeaderEvent?> answer)
        where T : class
    {
        var (there, back) = (world.Between(1, 30), world.Between(1, 30));
        if (IsDown)
        {
            by.Later(Timeout, () => Tell(by, answer(null)));
        }
        else if (world.Chance(Unknown))
        {
            // Not applied, applied, or applied after everybody has given up.
            if (world.Chance(0.7))
            {
                world.After(world.Chance(0.5) ? there : Timeout + world.Between(1, 4000), () => apply());
            }

            by.Later(Timeout, () => Tell(by, answer(null)));
        }
        else
        {
            world.After(there, () =>
            {
                var applied = apply();
                by.Later(back, () => Tell(by, answer(applied)));
            });
        }
    }

    static void Tell(LeaderProcess by, LeaderEvent? answer)
    {
        if (answer is not null)
        {
            by.Take(answer);
        }
    }

    JobRow Spoil(JobRow row) => world.Bug is PlantedBug.TileMissing && row.Cuts is [.., var cut]
        ? row with { Cuts = row.Cuts.SetItem(row.Cuts.Length - 1, cut with { Digests = cut.Digests[..^1] }) }
        : row;

    LeaseEvent Spoil(LeaseEffect.Claim claim, LeaseEvent answer) =>
        world.Bug is PlantedBug.ZombieLeader && claim.Term != 0 ? new LeaseEvent.Granted(claim.Term) : answer;

    CommitOutcome Spoil(CommitOutcome outcome) =>
        world.Bug is PlantedBug.ZombieLeader && outcome is CommitOutcome.Fenced ? CommitOutcome.Done : outcome;

    sealed record Result(CommitOutcome Outcome);
}
