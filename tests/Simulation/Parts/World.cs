using Tessera.Tiling.Machines;
using Tessera.Tiling.Tests.Machines;

namespace Simulation;

/// <summary>
/// A whole cluster in one thread: a priority queue of things to happen, in an order drawn from a seed. First faults strike, then everything
/// heals, and the job must end with the picture of an undisturbed run.
/// </summary>
sealed class World
{
    const int MostEvents = 400_000;
    const int LogLines = 4000;
    static readonly TimeSpan FaultsFor = TimeSpan.FromSeconds(30);
    static readonly TimeSpan EndWithin = TimeSpan.FromMinutes(15);
    static readonly TimeSpan StraysFor = TimeSpan.FromSeconds(2);

    readonly PriorityQueue<Action, (TimeSpan Due, long Number)> _queue = new();
    readonly Queue<string> _log = new();
    readonly bool _isLogged;
    long _number;

    public World(int seed, PlantedBug bug = PlantedBug.None, bool isDisturbed = true, bool isLogged = false)
    {
        (Seed, Bug, IsDisturbed, _isLogged) = (seed, bug, isDisturbed, isLogged);
        Random = new Random(seed);
        Scenario = Scenario.Draw(Random);
        Scenario = isDisturbed ? Scenario : Scenario with { Poison = null };
        Checker = new(this);
        Disk = new(this);
        Sink = new(this);
        Store = new(this);
        Network = new(this);
        Leaders = [.. Enumerable.Range(0, Scenario.Leaders).Select(index => new LeaderProcess(this, $"leader-{index}"))];
        Nodes = [.. Enumerable.Range(0, Scenario.Nodes).Select(index => new NodeProcess(this, $"node-{index}"))];
    }

    public int Seed { get; }

    public PlantedBug Bug { get; }

    public bool IsDisturbed { get; }

    public Random Random { get; }

    public Scenario Scenario { get; }

    public TimeSpan Now { get; private set; }

    public BlockLedger Blocks { get; } = new();

    public Checker Checker { get; }

    public Disk Disk { get; }

    public Sink Sink { get; }

    public Store Store { get; }

    public Network Network { get; }

    public IReadOnlyList<LeaderProcess> Leaders { get; }

    public IReadOnlyList<NodeProcess> Nodes { get; }

    public IEnumerable<Process> Processes => Leaders.Concat<Process>(Nodes);

    public long Events => _number;

    /// <summary>A number that two runs share if and only if the same things happened at the same times.</summary>
    public ulong Fingerprint { get; private set; }

    public string Log => string.Join('\n', _log);

    public JobRow Run()
    {
        foreach (var process in Processes)
        {
            process.Start();
        }

        var faults = IsDisturbed ? new Chaos(this, FaultsFor) : null;
        TimeSpan? quietAt = null;
        var healAt = IsDisturbed ? FaultsFor : TimeSpan.Zero;
        while (_queue.TryDequeue(out var happen, out var when))
        {
            Now = when.Due;
            if (faults is not null && (Now >= healAt || Store.Row.Outcome is not null))
            {
                Note("everything heals");
                faults.Heal();
                faults = null;
            }

            happen();
            Fingerprint = Denoiser.Mix(Fingerprint, (ulong)Now.Ticks ^ ((ulong)when.Number << 40));
            quietAt ??= faults is null && Store.Row.Outcome is not null && Nodes.All(node => node.IsUp && node.Machine.Phase is NodePhase.Idle)
                ? Now + StraysFor
                : null;
            if (Now > quietAt)
            {
                break;
            }

            Checker.Require(Now < EndWithin && _number < MostEvents, $"the job has not ended, or its nodes have not heard: it is at {Store.Row}");
        }

        Checker.End();
        return Store.Row;
    }

    public void After(TimeSpan delay, Action happen) => _queue.Enqueue(happen, (Now + delay, _number++));

    public bool Chance(double probability) => Random.NextDouble() < probability;

    /// <summary>Milliseconds, at least the first number and less than the second.</summary>
    public TimeSpan Between(int least, int most) => TimeSpan.FromMicroseconds(Random.Next(least * 1000, most * 1000));

    public T Pick<T>(IReadOnlyList<T> from) => from[Random.Next(from.Count)];

    public void Note(string text)
    {
        if (!_isLogged)
        {
            return;
        }

        if (_log.Count == LogLines)
        {
            _log.Dequeue();
        }

        _log.Enqueue($"{Now.TotalSeconds,9:0.000} {text}");
    }
}
