namespace Tessera.Tiling.Machines;

/// <summary>What a candidate for leadership can be told.</summary>
public abstract record LeaseEvent
{
    LeaseEvent()
    {
    }

    /// <summary>Time passed; comes each <see cref="MachineLimits.TickEvery"/>.</summary>
    /// <param name="Now">Since the process began, by its monotonic clock.</param>
    public sealed record Tick(TimeSpan Now) : LeaseEvent;

    /// <summary>Answers <see cref="LeaseEffect.Claim"/>: the lease is ours for another <see cref="MachineLimits.LeaseFor"/>.</summary>
    /// <param name="Term">The term, at least 1.</param>
    public sealed record Granted(long Term) : LeaseEvent;

    /// <summary>Answers <see cref="LeaseEffect.Claim"/>: another holds the lease.</summary>
    public sealed record Refused : LeaseEvent;

    /// <summary>Answers <see cref="LeaseEffect.Claim"/>: nobody knows what became of it.</summary>
    public sealed record Unknown : LeaseEvent;
}
