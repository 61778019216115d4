using System.Collections.Concurrent;
using Tessera.Cluster;
using Tessera.Tiling.Machines;

namespace Conformance.Seam;

/// <summary>Two members that say hello as nodes do, and the machine by which one of them judges the other.</summary>
sealed class Watch : IAsyncDisposable
{
    readonly ConcurrentQueue<MembershipEffect> _found = new();
    readonly CancellationTokenSource _ending = new();
    readonly Lock _gate = new();
    readonly long _began = TimeProvider.System.GetTimestamp();
    MembershipMachine _machine = MembershipMachine.Start;
    TimeSpan _heardAt;
    Task _running = Task.CompletedTask;
    volatile int _hellos;
    volatile int _offlines;
    volatile int _onlines;

    public IReadOnlyList<MembershipEffect> Found => [.. _found];

    public int Hellos => _hellos;

    public int Offlines => _offlines;

    public int Onlines => _onlines;

    /// <summary>Since the last hello, when we last went offline.</summary>
    public TimeSpan Silence { get; private set; }

    TimeSpan Now => TimeProvider.System.GetElapsedTime(_began);

    /// <summary>Begins with a member that is known to be online.</summary>
    public static Watch Start(IClusterSeam watcher, IClusterSeam other)
    {
        var watch = new Watch();
        watch.Take(new MembershipEvent.Online());
        var ending = watch._ending.Token;
        watch._running = Task.WhenAll(
            watch.ListenAsync(watcher, ending),
            EachAsync(MachineLimits.TickEvery, () => watch.Take(new MembershipEvent.Tick(watch.Now)), ending),
            EachAsync(MachineLimits.BeatEvery, () => watcher.TryBroadcast([0]), ending),
            EachAsync(MachineLimits.BeatEvery, () => other.TryBroadcast([0]), ending));
        return watch;
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
    }

    static async Task EachAsync(TimeSpan interval, Action action, CancellationToken ending)
    {
        using var timer = new PeriodicTimer(interval, TimeProvider.System);
        do
        {
            action();
        }
        while (await timer.WaitForNextTickAsync(ending));
    }

    async Task ListenAsync(IClusterSeam watcher, CancellationToken ending)
    {
        await foreach (var signal in watcher.Signals.ReadAllAsync(ending))
        {
            switch (signal)
            {
                case Signal.Online:
                    Take(new MembershipEvent.Online());
                    _onlines++;
                    break;
                case Signal.Offline:
                    Take(new MembershipEvent.Offline());
                    Silence = Now - _heardAt;
                    _offlines++;
                    break;
                case Signal.Received received:
                    Take(new MembershipEvent.Heard(new(received.From, 1)));
                    _heardAt = Now;
                    _hellos++;
                    break;
            }
        }
    }

    void Take(MembershipEvent happened)
    {
        lock (_gate)
        {
            (_machine, var effects) = _machine.On(happened);
            foreach (var effect in effects)
            {
                _found.Enqueue(effect);
            }
        }
    }
}
