using System.Diagnostics;

namespace Tessera.Training;

/// <summary>Steps a second since the last time one asked.</summary>
sealed class Pace
{
    long _last = Stopwatch.GetTimestamp();

    public double Next(int steps)
    {
        var now = Stopwatch.GetTimestamp();
        var rate = steps / Stopwatch.GetElapsedTime(_last, now).TotalSeconds;
        _last = now;
        return rate;
    }
}
