namespace Tessera.Tiling.Machines;

/// <summary>What whoever watches over the members of a cluster has found.</summary>
public abstract record MembershipEffect
{
    MembershipEffect()
    {
    }

    /// <summary>A member is there that was not.</summary>
    /// <param name="Worker">Who, and how fast it is.</param>
    public sealed record Joined(Worker Worker) : MembershipEffect;

    /// <summary>A member has been silent for <see cref="MachineLimits.SuspectAfter"/>.</summary>
    /// <param name="Member">Who.</param>
    public sealed record Suspected(Member Member) : MembershipEffect;

    /// <summary>The verdict: a member is dead, or as good as. If it speaks again it joins again.</summary>
    /// <param name="Member">Who.</param>
    public sealed record Died(Member Member) : MembershipEffect;
}
