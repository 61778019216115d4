using System.Diagnostics;
using Tessera.Tiling;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>Turns what happens at one node's machine into spans, measurements and a timeline. It only looks on.</summary>
sealed partial class NodeTrace(TimeProvider time) : IDisposable
{
    readonly SortedDictionary<int, OpenStep> _steps = [];
    readonly Dictionary<TileId, DateTimeOffset> _tiles = [];
    TimelineLog _log = TimelineLog.Unread(time);
    ActivityContext _stage;
    JobStage? _job;
    Order.Assign? _assignment;
    ExchangeCounters _counters;
    ExchangeCounters _told;
    int _mine;
    bool _isCalled;

    /// <summary>Forgets the assignment before, and files what follows under this one.</summary>
    /// <param name="plan">The job.</param>
    /// <param name="assignment">The assignment.</param>
    /// <param name="parent">The span of the stage, by its id; null when nobody listens.</param>
    /// <param name="log">The node's timeline of the job; null to go on with the one before.</param>
    public void Assign(JobPlan plan, Order.Assign assignment, string? parent, TimelineLog? log = null)
    {
        Forget();
        _log = log ?? _log;
        (_assignment, _job) = (assignment, plan.Stages[assignment.Stage]);
        _ = ActivityContext.TryParse(parent, null, isRemote: true, out _stage);
        _told = _counters;
        var assigned = Now(TimelineKind.Assigned) with { Step = assignment.From?.Cut.Step ?? 0 };
        _log.Add(assigned);
        _freeSince = _isCalled ? null : assigned.Begin;
    }

    /// <summary>Notes that something is to be done.</summary>
    /// <returns>What measures it; <see cref="After"/> is given it back. For what is neither a device call nor storage it means nothing.</returns>
    public Measure Before(NodeEffect effect)
    {
        if (effect is NodeEffect.DeviceCall)
        {
            EndFree();
            Idle(NodeIdle.Busy);
            _isCalled = true;
        }

        switch (effect)
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

        return new(_log, Describe(effect));
    }

    /// <summary>Notes what has happened.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="counters">What the node has counted since its process began.</param>
    /// <param name="measured">What took a while and has led to it, if anything.</param>
    public void After(NodeEvent happened, in ExchangeCounters counters = default, Measure? measured = null)
    {
        Instruments.Exchanged(_counters, counters);
        _counters = counters;
        if (measured is { } done)
        {
            Note(done);
            if (happened is NodeEvent.Answer)
            {
                _isCalled = false;
                _freeSince = done.Log == _log && _assignment is not null ? done.Entry.End : null;
            }
        }

        switch (happened)
        {
            case NodeEvent.Stepped stepped:
                Count(StepOf(stepped.Evaluation), stepped.Tiles.Length);
                break;
            case NodeEvent.Received { Predictions: [var first, ..] predictions } when first.Epoch == _assignment?.Epoch:
                _log.Add(At(TimelineKind.Receive, first.Evaluation, predictions.Length) with { Bytes = BytesOf(predictions) });
                break;
            case NodeEvent.CoreTaken taken when _tiles.Remove(taken.Tile, out var start):
                using (var span = Instruments.Start(Instruments.TileSpan, default, start, link: _stage))
                {
                    Label(span)?.SetTag(Instruments.TileTag, taken.Tile.Value);
                }

                break;
            case NodeEvent.Told { Order: Order.Stop stop } when !(stop.Epoch < _assignment?.Epoch):
                Release();
                break;
            default:
                break;
        }
    }

    public void Dispose()
    {
        Release();
        Forget();
    }

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
            End(step, open);
            _steps.Remove(step);
        }
    }

    /// <summary>The node has no tiles any more.</summary>
    void Release()
    {
        if (_assignment is not null)
        {
            Idle(NodeIdle.Unassigned);
            Forget();
            _log.Add(Now(TimelineKind.Released) with { Stage = null });
            _assignment = null;
        }
    }

    void Forget()
    {
        Idle(NodeIdle.Busy);
        EndFree();
        foreach (var step in _steps.Values)
        {
            step.Span?.Dispose();
        }

        _steps.Clear();
        _tiles.Clear();
    }

    Activity? Label(Activity? span) => span
        ?.SetTag(Instruments.NodeTag, _assignment!.Node)
        .SetTag(Instruments.StageTag, _assignment!.Stage)
        .SetTag(Instruments.EpochTag, _assignment!.Epoch.Value)
        .SetTag(Instruments.TilesTag, _mine);

    sealed class OpenStep(Activity? span, long start)
    {
        public Activity? Span => span;

        public long Start => start;

        /// <summary>Tiles past each evaluation of the step, added up.</summary>
        public int Fused { get; set; }
    }
}
