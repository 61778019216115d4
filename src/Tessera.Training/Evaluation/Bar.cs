namespace Tessera.Training.Evaluation;

/// <summary>A measured value beside what is asked of it.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Measured">The value; not a number where there was nothing to measure, which does not pass.</param>
/// <param name="Limit">What is asked.</param>
/// <param name="AtMost">Whether the limit is the greatest value that passes, not the least.</param>
sealed record Bar(string What, double Measured, double Limit, bool AtMost = false)
{
    /// <summary>Whether the value is on the right side of the limit.</summary>
    public bool Passed => AtMost ? Measured <= Limit : Measured >= Limit;
}
