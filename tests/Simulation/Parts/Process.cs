using Tessera.Tiling.Machines;

namespace Simulation;

/// <summary>
/// A process that can crash, restart with a higher incarnation, be stopped and woken. What it does goes through here, so that a crash
/// loses it and a stop holds it up: a message, a commit or a file may be the last thing before either.
/// </summary>
abstract class Process(World world, string name)
{
    const int MostBacklog = 4096;

    readonly Queue<Action> _backlog = new();
    bool _isStopped;
    int _life;
    TimeSpan _born;
    TimeSpan _ticked;
    TimeSpan _acted;

    public string Name => name;

    public bool IsUp { get; private set; }

    public Member Self { get; private set; } = new(name, 0);

    protected World World => world;

    public void Start()
    {
        (IsUp, _born, _ticked) = (true, world.Now, world.Now);
        Self = Self with { Incarnation = Self.Incarnation + 1 };
        world.Note($"{Self} starts");
        Begin();
        Later(world.Between(1, 250), TickOn);
    }

    public void Crash()
    {
        if (IsUp)
        {
            world.Note($"{Self} crashes");
            world.Checker.Crashed(Self);
            (IsUp, _isStopped, _life) = (false, false, _life + 1);
            _backlog.Clear();
        }
    }

    public void Stop()
    {
        world.Note($"{Self} is stopped");
        _isStopped = true;
    }

    public void Wake()
    {
        if (_isStopped)
        {
            world.Note($"{Self} wakes");
            _isStopped = false;
            var life = _life;
            while (life == _life && _backlog.TryDequeue(out var action))
            {
                action();
            }
        }
    }

    /// <summary>Does something later, if this life has not ended by then.</summary>
    public void Later(TimeSpan delay, Action action)
    {
        var life = _life;
        world.After(delay, () =>
        {
            if (life == _life)
            {
                DoOrKeep(action);
            }
        });
    }

    /// <summary>Does something now, or when the process is woken.</summary>
    public void DoOrKeep(Action action)
    {
        if (!IsUp)
        {
            return;
        }

        if (!_isStopped)
        {
            action();
            return;
        }

        if (_backlog.Count == MostBacklog)
        {
            _backlog.Dequeue();
        }

        _backlog.Enqueue(action);
    }

    protected abstract void Begin();

    /// <summary>Carries out effects a moment after they were decided, in the order in which they were.</summary>
    protected void Act(Action action)
    {
        var due = world.Now + world.Between(0, 3);
        _acted = due > _acted ? due : _acted;
        Later(_acted - world.Now, action);
    }

    protected abstract void Tick(TimeSpan now);

    /// <summary>After a pause the machine is told the time before anything else.</summary>
    protected void TickIfDue()
    {
        if (world.Now - _ticked >= MachineLimits.TickEvery)
        {
            _ticked = world.Now;
            Tick(world.Now - _born);
        }
    }

    void TickOn()
    {
        TickIfDue();
        Later(MachineLimits.TickEvery, TickOn);
    }
}
