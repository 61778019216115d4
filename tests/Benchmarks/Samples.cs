using System.Globalization;

namespace Tessera.Benchmarks;

/// <summary>Repeated measurements of one side.</summary>
/// <param name="seconds">One or more.</param>
sealed class Samples(IEnumerable<double> seconds)
{
    readonly double[] _sorted = [.. seconds.Order()];

    public double Median => (_sorted[(_sorted.Length - 1) / 2] + _sorted[_sorted.Length / 2]) / 2;

    /// <summary>Median, and from the least to the most.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Show(Median)} ({Show(_sorted[0])}-{Show(_sorted[^1])})");

    // Three significant digits.
    static string Show(double seconds)
    {
        var format = seconds switch { < 0.1 => "0.0000", < 1 => "0.000", < 10 => "0.00", < 100 => "0.0", _ => "0" };
        return seconds.ToString(format, CultureInfo.InvariantCulture);
    }
}
