namespace Tessera.Cluster.Tests;

/// <summary>A clock that moves when it is told to, and its timers with it.</summary>
sealed class ManualTime : TimeProvider
{
    readonly Lock _lock = new();
    readonly List<Timer> _timers = [];
    TimeSpan _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now.Ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        List<Timer> due;
        lock (_lock)
        {
            _now += by;
            due = [.. _timers.Where(timer => timer.Due <= _now).OrderBy(timer => timer.Due)];
            due.ForEach(timer => timer.Pass());
        }

        due.ForEach(timer => timer.Fire());
    }

    /// <summary>Moves on until a task has ended.</summary>
    public async Task AdvanceUntilEndedAsync(Task task, TimeSpan by)
    {
        while (!task.IsCompleted)
        {
            Advance(by);
            await Task.Yield();
        }

        await task;
    }

    sealed class Timer(ManualTime time, Action fire) : ITimer
    {
        TimeSpan _period = Timeout.InfiniteTimeSpan;

        public TimeSpan Due { get; private set; }

        public Action Fire => fire;

        public void Pass()
        {
            if (_period <= TimeSpan.Zero)
            {
                time._timers.Remove(this);
            }

            Due += _period;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock)
            {
                time._timers.Remove(this);
                (_period, Due) = (period, time._now + dueTime);
                if (dueTime >= TimeSpan.Zero)
                {
                    time._timers.Add(this);
                }
            }

            return true;
        }

        public void Dispose()
        {
            lock (time._lock)
            {
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
