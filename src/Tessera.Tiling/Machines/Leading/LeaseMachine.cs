using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <summary>
/// Leadership: a row in the store that names the holder, its term and, by the store's clock, the end. The holder stops by its own monotonic
/// clock before that end can have come; it goes on only when the store says anew that the lease is its own. A value, like <see cref="TileMachine"/>.
/// </summary>
public sealed record LeaseMachine
{
    readonly Member _self;

    /// <summary>A candidate that does not lead.</summary>
    /// <param name="self">Who it is.</param>
    public LeaseMachine(Member self) => _self = self;

    /// <summary>The term in which we lead; 0 when we do not.</summary>
    public long Term { get; private init; }

    /// <summary>When we asked for what was granted last: the lease is ours from some moment since.</summary>
    public TimeSpan Renewed { get; private init; }

    TimeSpan Now { get; init; }

    /// <summary>When the claim was made that is not answered yet; null when there is none.</summary>
    TimeSpan? Asked { get; init; }

    TimeSpan NextClaim { get; init; }

    TimeSpan Until => Renewed + MachineLimits.LeaseFor - MachineLimits.LeaseMargin;

    /// <summary>Takes an event.</summary>
    /// <returns>The next state, and the effects in the order in which they are to be carried out.</returns>
    public (LeaseMachine Next, ImmutableArray<LeaseEffect> Effects) On(LeaseEvent happened)
    {
        var effects = ImmutableArray.CreateBuilder<LeaseEffect>();
        var next = happened switch
        {
            LeaseEvent.Tick tick => (this with { Now = tick.Now }).StopInTime(effects).Claim(effects),
            LeaseEvent.Granted granted when Asked is { } asked => (this with { Asked = null }).Hold(granted.Term, asked, effects),
            LeaseEvent.Refused => (this with { Asked = null }).Stop(effects),
            _ => this with { Asked = null },
        };
        return (next, effects.DrainToImmutable());
    }

    LeaseMachine StopInTime(ImmutableArray<LeaseEffect>.Builder effects) => Now >= Until ? Stop(effects) : this;

    LeaseMachine Stop(ImmutableArray<LeaseEffect>.Builder effects)
    {
        if (Term != 0)
        {
            effects.Add(new LeaseEffect.Lost());
        }

        return this with { Term = 0 };
    }

    LeaseMachine Claim(ImmutableArray<LeaseEffect>.Builder effects)
    {
        if (Asked is not null || Now < NextClaim)
        {
            return this;
        }

        effects.Add(new LeaseEffect.Claim(_self, Term));
        return this with { Asked = Now, NextClaim = Now + MachineLimits.ClaimEvery };
    }

    LeaseMachine Hold(long term, TimeSpan asked, ImmutableArray<LeaseEffect>.Builder effects)
    {
        // The store counts from some moment after we asked, so we count from when we did.
        var next = this with { Renewed = asked };
        if (Now >= next.Until || (Term != 0 && Term != term))
        {
            return Stop(effects);
        }

        if (Term == 0)
        {
            effects.Add(new LeaseEffect.Gained(term));
        }

        return next with { Term = term };
    }
}
