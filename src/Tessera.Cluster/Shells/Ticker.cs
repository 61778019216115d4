using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>
/// Tells a machine the time: each <see cref="MachineLimits.TickEvery"/>, and after a longer pause before it is told anything else, so that a
/// process that was stopped knows before it acts.
/// </summary>
sealed class Ticker(TimeProvider time)
{
    readonly long _start = time.GetTimestamp();
    TimeSpan? _last;

    /// <summary>Wakes whoever asks <see cref="IsDue"/>, until cancelled.</summary>
    public async Task RunAsync(Action wake, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(MachineLimits.TickEvery, time);
        do
        {
            wake();
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>Whether the machine is to be told the time now.</summary>
    public bool IsDue(out TimeSpan now)
    {
        now = time.GetElapsedTime(_start);
        if (now - _last < MachineLimits.TickEvery * 0.8) // timers are not that exact
        {
            return false;
        }

        _last = now;
        return true;
    }
}
