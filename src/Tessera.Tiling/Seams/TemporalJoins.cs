namespace Tessera.Tiling;

/// <summary>Whether the joins between segments of a video show.</summary>
public static class TemporalJoins
{
    /// <summary>TJR: mean difference between the frames on either side of a join, over the median difference between frames inside
    /// segments. 1 is ideal, 0.8 to 1.25 good; more is a jump, less a smear.</summary>
    /// <param name="differences">At f the mean absolute difference of frames f and f + 1, in any unit, none negative.</param>
    /// <param name="joins">First frame of each segment but the first: between 1 and the last frame.</param>
    /// <returns>The ratio; null without joins, without frames inside segments, or where those do not move at all.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A join is not between two frames.</exception>
    public static double? Ratio(IReadOnlyList<double> differences, IReadOnlyCollection<int> joins)
    {
        ArgumentNullException.ThrowIfNull(differences);
        ArgumentNullException.ThrowIfNull(joins);
        foreach (var join in joins)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(join, 1, nameof(joins));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(join, differences.Count, nameof(joins));
        }

        var steps = joins.Select(join => join - 1).ToHashSet();
        var inside = differences.Where((_, frame) => !steps.Contains(frame)).ToArray();
        if (steps.Count == 0 || inside.Length == 0 || RobustStatistics.Median(inside) is var median && median <= 0)
        {
            return null;
        }

        return steps.Average(frame => differences[frame]) / RobustStatistics.Median(inside);
    }
}
