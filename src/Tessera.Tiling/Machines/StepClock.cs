using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <summary>How long the steps of a stage took of late, and how long the current one may take.</summary>
sealed record StepClock
{
    ImmutableQueue<TimeSpan> Times { get; init; } = [];

    int Count { get; init; }

    /// <summary>Steps that all tiles have behind them.</summary>
    int Step { get; init; }

    /// <summary>When the current one began.</summary>
    TimeSpan Since { get; init; }

    /// <summary>How long a step may take.</summary>
    public TimeSpan Deadline { get; private init; } = MachineLimits.StartWithin;

    /// <summary>Begins anew at a step, without forgetting how long steps take.</summary>
    public StepClock Restart(int step, TimeSpan now) => this with { Step = step, Since = now };

    /// <summary>Notes how many steps all tiles have behind them.</summary>
    public StepClock Pass(int step, TimeSpan now)
    {
        if (step <= Step)
        {
            return this;
        }

        var times = Times.Enqueue((now - Since) / (step - Step));
        var full = Count == MachineLimits.StepsRemembered;
        return (this with { Times = full ? times.Dequeue() : times, Count = full ? Count : Count + 1, Step = step, Since = now }).Measure();
    }

    public bool IsOverdue(TimeSpan now, TimeSpan deadline) => now - Since > deadline;

    StepClock Measure()
    {
        var usual = Times.Order().ElementAt((int)Math.Ceiling(MachineLimits.StepPercentile * Count) - 1);
        var deadline = usual * MachineLimits.StepFactor;
        return this with { Deadline = deadline > MachineLimits.StepFloor ? deadline : MachineLimits.StepFloor };
    }
}
