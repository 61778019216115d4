namespace Tessera.Tiling.Machines;

/// <summary>What a candidate for leadership asks for.</summary>
public abstract record LeaseEffect
{
    LeaseEffect()
    {
    }

    /// <summary>
    /// Ask the store for the lease; answered by Granted, Refused or, after a while, Unknown. In one transaction and by its own clock, the
    /// store renews the lease if its row has this holder and term; otherwise, if it has ended, it gives it to the holder with the term raised
    /// by one; otherwise it refuses. So a claim that arrives late, after another of the same holder was granted, changes nothing.
    /// </summary>
    /// <param name="Holder">Who asks.</param>
    /// <param name="Term">The term to renew; 0 when the holder does not lead.</param>
    public sealed record Claim(Member Holder, long Term) : LeaseEffect;

    /// <summary>We lead from now on.</summary>
    /// <param name="Term">The term, higher than any before.</param>
    public sealed record Gained(long Term) : LeaseEffect;

    /// <summary>We no longer lead.</summary>
    public sealed record Lost : LeaseEffect;
}
