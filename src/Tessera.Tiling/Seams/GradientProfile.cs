namespace Tessera.Tiling;

/// <summary>Mean gradients across every line of one direction: index p is the line between pixels p - 1 and p. A pixel may be the sum of
/// a block of pixels.</summary>
/// <param name="length">Pixels across the lines; lines are 1 to length - 1.</param>
/// <param name="pixels">Pixels along each line.</param>
/// <param name="area">How many values from 0 to 255 a channel of a pixel is the sum of, 1 to 256.</param>
sealed class GradientProfile(int length, int pixels, int area = 1)
{
    /// <summary>The sum of three channels' differences is at most this, for each value a pixel is the sum of.</summary>
    const int LargestSum = 3 * 255;

    /// <summary>Natural logarithm of 1 + the mean difference of the channels, by their sum: a gradient of one level is where it becomes
    /// visible.</summary>
    static readonly double[] s_logs = [.. Enumerable.Range(0, LargestSum + 1).Select(sum => Math.Log(1 + (sum / 3.0)))];

    readonly double[] _logs = new double[length];
    readonly long[] _sums = new long[length];

    /// <summary>Pixels across the lines.</summary>
    public int Length => length;

    /// <summary>Adds one pixel to each line between neighbours of a row: line p is entered with the step from pixel p - 1.</summary>
    public void AddAcross(ReadOnlySpan<ushort> row)
    {
        for (var p = 1; p < length; p++)
        {
            var sum = Difference(row[((3 * p) - 3)..], row[(3 * p)..]);
            _sums[p] += sum;
            _logs[p] += s_logs[(sum + (area / 2)) / area];
        }
    }

    /// <summary>Adds all pixels of the line between two rows.</summary>
    public void AddBetween(int line, ReadOnlySpan<ushort> above, ReadOnlySpan<ushort> below)
    {
        var sums = 0L;
        var logs = 0.0;
        for (var i = 0; i < above.Length; i += 3)
        {
            var sum = Difference(above[i..], below[i..]);
            sums += sum;
            logs += s_logs[(sum + (area / 2)) / area];
        }

        _sums[line] = sums;
        _logs[line] = logs;
    }

    /// <summary>Mean of log(1 + difference in levels) across a line.</summary>
    public double MeanLog(int line) => _logs[line] / pixels;

    /// <summary>Mean absolute difference across a line, 0 to 1; null outside the picture.</summary>
    public double? Mean(int line) => line >= 1 && line < length ? _sums[line] / ((double)LargestSum * area) / pixels : null;

    static int Difference(ReadOnlySpan<ushort> left, ReadOnlySpan<ushort> right) =>
        Math.Abs(left[0] - right[0]) + Math.Abs(left[1] - right[1]) + Math.Abs(left[2] - right[2]);
}
