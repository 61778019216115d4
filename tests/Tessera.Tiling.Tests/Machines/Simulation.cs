using System.Collections.Immutable;
using Tessera.Tiling.Machines;

namespace Tessera.Tiling.Tests.Machines;

/// <summary>
/// A whole cluster in one thread: a priority queue of things to happen, in an order drawn from a seed. Orders and reports arrive in
/// order per pair of members, as the seam promises; predictions in any order and, on request, more than once and late.
/// </summary>
public sealed class Simulation
{
    readonly PriorityQueue<Action, (long Due, int Number)> _queue = new();
    readonly Dictionary<(int From, int To), long> _lastControl = [];
    readonly Dictionary<(int From, int To), int> _inFlight = [];
    readonly Random _random;
    readonly SimulatedNode[] _nodes;
    readonly ImmutableArray<Worker> _members;
    readonly HashSink _sink;
    JobRow _row = JobRow.Submitted;
    JobMachine? _job;
    long _now;
    int _number;

    public Simulation(JobPlan plan, int nodes, int seed, PlantedBug bug = PlantedBug.None, Func<int, string, bool>? failCall = null)
    {
        _random = new Random(seed);
        _sink = new HashSink(plan);
        _members = Jobs.Workers(nodes);
        Plan = plan;
        var batch = _random.Next(1, 5);
        _nodes = [.. Enumerable.Range(0, nodes).Select(index => new SimulatedNode(index, plan, batch, Device(index), _sink, bug))];

        HashDevice Device(int index) => new(plan, _sink, Blocks, batch)
        {
            Before = (name, _) => failCall?.Invoke(index, name) is true ? throw new IOException($"{name} broke") : Task.CompletedTask,
        };
    }

    public JobPlan Plan { get; }

    public BlockLedger Blocks { get; } = new();

    /// <summary>Predictions between nodes are repeated now and then, some of them much later.</summary>
    public bool Chaos { get; init; }

    /// <summary>The job is cancelled before this event; none by default.</summary>
    public int CancelAt { get; init; } = int.MaxValue;

    public int Events { get; private set; }

    public ulong Digest => _sink.Digest;

    public List<JobProgress> Shown { get; } = [];

    public JobEffect.End? Ended { get; private set; }

    /// <summary>What the nodes counted, including what came after the end.</summary>
    public ExchangeCounters Counters => _nodes.Aggregate(default(ExchangeCounters), (sum, node) => sum + node.Machine.Counters);

    public Simulation Run()
    {
        (_job, var effects) = JobMachine.Start(Plan, term: 1, _members);
        CarryOut(effects);
        while (_queue.TryDequeue(out var happen, out var when))
        {
            _now = when.Due;
            if (Events++ == CancelAt)
            {
                TellJob(new JobEvent.Cancelled());
            }

            happen();
            Events.ShouldBeLessThan(200_000, "the simulation does not come to an end");
        }

        Ended.ShouldNotBeNull("nothing is left to happen, but the job has not ended");
        _nodes.ShouldAllBe(node => node.Machine.Phase == NodePhase.Idle);
        Blocks.Alive.ShouldBe(0);
        return this;
    }

    void TellJob(JobEvent happened)
    {
        (_job, var effects) = _job!.On(happened);
        CarryOut(effects);
    }

    void CarryOut(IEnumerable<JobEffect> effects)
    {
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case JobEffect.Tell tell:
                    var to = _members.Select(member => member.Member).ToList().IndexOf(tell.Node);
                    After(ControlDelay(-1, to), () => TellNode(_nodes[to], new NodeEvent.Told(tell.Order, Plan)));
                    break;
                case JobEffect.Read:
                    TellJob(new JobEvent.RowRead(_row));
                    break;
                case JobEffect.Commit commit:
                    _row = commit.Row;
                    TellJob(new JobEvent.Committed(commit.Expected, CommitOutcome.Done));
                    break;
                case JobEffect.Note:
                    break;
                case JobEffect.Stitch stitch:
                    _sink.StitchAsync(stitch.Stage, default).GetAwaiter().GetResult();
                    After(Delay(), () => TellJob(new JobEvent.Stitched(stitch.Stage)));
                    break;
                case JobEffect.Show show:
                    Shown.Add(show.Progress);
                    break;
                case JobEffect.End end:
                    Ended.ShouldBeNull();
                    Ended = end;
                    break;
                default:
                    throw new NotSupportedException(effect.GetType().Name);
            }
        }
    }

    void TellNode(SimulatedNode node, NodeEvent happened)
    {
        foreach (var effect in node.Take(happened))
        {
            switch (effect)
            {
                case NodeEffect.DeviceCall call:
                    var answer = node.Call(call);
                    After(Delay(), () => TellNode(node, answer()));
                    break;
                case NodeEffect.CancelCall:
                    node.CancelCall();
                    break;
                case NodeEffect.OpenLinks links:
                    node.Open(links);
                    break;
                case NodeEffect.HandOver core:
                    var handed = node.HandOver(core);
                    After(Delay(), () => TellNode(node, handed));
                    break;
                case NodeEffect.Send send:
                    Send(node.Index, send);
                    break;
                case NodeEffect.Tell tell:
                    After(ControlDelay(node.Index, -1), () => TellJob(new JobEvent.Reported(_members[node.Index].Member, tell.Report)));
                    break;
                case NodeEffect.Discard discard:
                    discard.Block.Dispose();
                    break;
                default:
                    throw new NotSupportedException(effect.GetType().Name);
            }
        }
    }

    void Send(int from, NodeEffect.Send send)
    {
        var pair = (from, send.Node);
        foreach (var prediction in send.Predictions)
        {
            _inFlight[pair] = _inFlight.GetValueOrDefault(pair) + 1;
            if (Chaos && _random.Next(4) == 0)
            {
                var copy = prediction with { Block = Blocks.Make(prediction.Block.Memory.Span) };
                After(Delay() * _random.Next(1, 20), () => TellNode(_nodes[send.Node], new NodeEvent.Received([copy])));
            }

            After(Delay(), () =>
            {
                _inFlight[pair]--;
                TellNode(_nodes[send.Node], new NodeEvent.Received([prediction]));
            });
        }

        if (_nodes[send.Node].Machine.Epoch == send.Predictions[0].Epoch)
        {
            _inFlight[pair].ShouldBeLessThanOrEqualTo(_nodes[send.Node].Credits[from], "more is on the way than was granted");
        }
    }

    void After(long delay, Action happen) => _queue.Enqueue(happen, (_now + delay, _number++));

    // Mostly quick, now and then as long as many steps.
    long Delay() => _random.Next(10) == 0 ? _random.Next(1, 2000) : _random.Next(1, 100);

    long ControlDelay(int from, int to)
    {
        var due = Math.Max(_now + Delay(), _lastControl.GetValueOrDefault((from, to)) + 1);
        _lastControl[(from, to)] = due;
        return due - _now;
    }
}
