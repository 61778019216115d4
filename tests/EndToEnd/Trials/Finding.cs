namespace EndToEnd.Trials;

/// <summary>What a trial has found.</summary>
/// <param name="What">What was done, and when.</param>
sealed record Finding(string What)
{
    /// <summary>From the death to its being known.</summary>
    public TimeSpan? Detected { get; init; }

    /// <summary>The most steps that a change of owners had computed again.</summary>
    public int Again { get; init; }

    /// <summary>How long the job took.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>Messages and writes that were refused.</summary>
    public int Refused { get; init; }
}
