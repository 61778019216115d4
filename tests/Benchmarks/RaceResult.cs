namespace Tessera.Benchmarks;

/// <summary>What came of one piece of work.</summary>
/// <param name="Name">What was computed.</param>
/// <param name="Ours">Seconds of our side.</param>
/// <param name="Theirs">Seconds of PyTorch.</param>
/// <param name="Difference">The largest difference between the results of a pair, relative.</param>
sealed record RaceResult(string Name, Samples Ours, Samples Theirs, double Difference)
{
    /// <summary>How far results may be from each other.</summary>
    public const double Tolerance = 1e-3;

    /// <summary>Whether the results are the same; NaN is not.</summary>
    public bool Agrees => Difference <= Tolerance;

    /// <summary>How many times as fast we are.</summary>
    public double Speedup => Theirs.Median / Ours.Median;
}
