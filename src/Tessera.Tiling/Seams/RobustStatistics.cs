namespace Tessera.Tiling;

/// <summary>Statistics that a few outliers do not move.</summary>
static class RobustStatistics
{
    /// <summary>From the median absolute deviation to the standard deviation of a normal distribution.</summary>
    const double NormalScale = 1.4826;

    /// <summary>The middle value, or the mean of the two in the middle. Not empty.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>Estimates a standard deviation from the median distance to <paramref name="centre"/>. Not empty.</summary>
    public static double Deviation(IEnumerable<double> values, double centre) =>
        NormalScale * Median(values.Select(value => Math.Abs(value - centre)));

    /// <summary>The value below which a fraction lies, between samples linearly. Not empty.</summary>
    public static double Quantile(IEnumerable<double> values, double fraction)
    {
        var sorted = values.Order().ToArray();
        var place = fraction * (sorted.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}
