using System.Diagnostics;
using Tessera.Tiling;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>Turns what happens at one node's machine into spans and measurements. It only looks on.</summary>
sealed class NodeTrace(TimeProvider time) : IDisposable
{
    readonly SortedDictionary<int, OpenStep> _steps = [];
    readonly Dictionary<TileId, DateTimeOffset> _tiles = [];
    ActivityContext _stage;
    JobStage? _job;
    Order.Assign? _assignment;
    int _mine;
    long? _waiting;

    /// <summary>Forgets the assignment before, and files what follows under this one.</summary>
    public void Assign(JobPlan plan, Order.Assign assignment, string? parent)
    {
        Forget();
        (_assignment, _job) = (assignment, plan.Stages[assignment.Stage]);
        _ = ActivityContext.TryParse(parent, null, isRemote: true, out _stage);
    }

    public void Before(NodeEffect.DeviceCall call)
    {
        switch (call)
        {
            case NodeEffect.Initialise initialise:
                _mine = initialise.Tiles.Length;
                break;
            case NodeEffect.Restore restore:
                _mine = restore.States.Length;
                break;
            case NodeEffect.Evaluate evaluate:
                Begin(StepOf(evaluate.Evaluation));
                foreach (var tile in evaluate.Tiles)
                {
                    _tiles.TryAdd(tile, time.GetUtcNow());
                }

                break;
            default:
                break;
        }
    }

    public void After(NodeEvent happened)
    {
        switch (happened)
        {
            case NodeEvent.Stepped stepped:
                Count(StepOf(stepped.Evaluation), stepped.Tiles.Length);
                break;
            case NodeEvent.CoreTaken taken when _tiles.Remove(taken.Tile, out var start):
                using (var span = Instruments.Start(Instruments.TileSpan, default, start, link: _stage))
                {
                    Label(span)?.SetTag(Instruments.TileTag, taken.Tile.Value);
                }

                break;
            default:
                break;
        }
    }

    /// <summary>Notes whether the device is idle for want of other nodes' predictions.</summary>
    public void Wait(bool waiting)
    {
        if (waiting == _waiting.HasValue)
        {
            return;
        }

        if (_waiting is not { } since)
        {
            _waiting = time.GetTimestamp();
            return;
        }

        _waiting = null;
        var waited = time.GetElapsedTime(since);
        Instruments.Waited(waited);
        _steps.Values.FirstOrDefault()?.Span?.AddEvent(
            new(Instruments.WaitEvent, time.GetUtcNow(), new() { [Instruments.SecondsTag] = waited.TotalSeconds }));
    }

    public void Dispose() => Forget();

    int StepOf(int evaluation) => _job!.StepOf(evaluation);

    void Begin(int step)
    {
        if (!_steps.ContainsKey(step))
        {
            var span = Label(Instruments.Start(Instruments.StepSpan, _stage))?.SetTag(Instruments.StepTag, step);
            _steps.Add(step, new(span, time.GetTimestamp()));
        }
    }

    void Count(int step, int tiles)
    {
        // A call of an assignment that is over may still be answered.
        if (_steps.TryGetValue(step, out var open) && (open.Fused += tiles) == _mine * _job!.EvaluationsPerStep)
        {
            open.Span?.Dispose();
            Instruments.Stepped(time.GetElapsedTime(open.Start));
            _steps.Remove(step);
        }
    }

    void Forget()
    {
        foreach (var step in _steps.Values)
        {
            step.Span?.Dispose();
        }

        _steps.Clear();
        _tiles.Clear();
        _waiting = null;
    }

    Activity? Label(Activity? span) => span
        ?.SetTag(Instruments.NodeTag, _assignment!.Node)
        .SetTag(Instruments.StageTag, _assignment!.Stage)
        .SetTag(Instruments.TilesTag, _mine);

    sealed class OpenStep(Activity? span, long start)
    {
        public Activity? Span => span;

        public long Start => start;

        /// <summary>Tiles past each evaluation of the step, added up.</summary>
        public int Fused { get; set; }
    }
}
