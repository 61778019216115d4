using System.Collections.Immutable;
using System.Diagnostics;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>Turns a job's progress into spans, measurements, a timeline, and the time that each stage took. It only looks on.</summary>
/// <param name="time">The clock.</param>
/// <param name="nodes">How many draw it, where that is settled.</param>
/// <param name="log">The leader's timeline of the job; null when nobody wants it.</param>
/// <param name="job">The job's name; null where it has none.</param>
sealed class JobTrace(TimeProvider time, int? nodes = null, TimelineLog? log = null, JobId? job = null) : IDisposable
{
    readonly ImmutableArray<StageTime>.Builder _stages = ImmutableArray.CreateBuilder<StageTime>();
    readonly TimelineLog _log = log ?? TimelineLog.Unread(time);
    readonly long _start = time.GetTimestamp();
    readonly Activity? _job = Instruments.Start(Instruments.JobSpan, default)
        ?.SetTag(Instruments.NodesTag, nodes).SetTag(Instruments.JobTag, job?.ToString());
    Activity? _stage;
    Activity? _stitch;
    JobPhase? _phase;
    TimelineEntry? _slice;
    OwnershipChange _owned;
    string? _why;
    long _stageStart;
    long _stitchStart;
    bool _hasEnded;

    /// <summary>The trace parent for what nodes do; null when nobody listens.</summary>
    public string? Parent => _stage?.Id;

    /// <summary>The stages that are complete.</summary>
    public ImmutableArray<StageTime> Stages => _stages.ToImmutable();

    public void Show(JobProgress progress)
    {
        if (progress.Phase == _phase)
        {
            return;
        }

        if (progress.Phase is JobPhase.Preparing && _phase is not null)
        {
            EndStage(complete: _phase is JobPhase.Stitching);
        }

        EndSlice();
        _phase = progress.Phase;
        switch (progress.Phase)
        {
            case JobPhase.Preparing:
                _stageStart = time.GetTimestamp();
                _stage = Start(Instruments.StageSpan, _job)
                    ?.SetTag(Instruments.StageTag, progress.Stage).SetTag(Instruments.TilesTag, progress.Tiles);
                BeginSlice(TimelineKind.Preparing, progress);
                break;
            case JobPhase.Denoising:
                BeginSlice(TimelineKind.Denoising, progress);
                break;
            case JobPhase.Stitching:
                _stitchStart = time.GetTimestamp();
                _stitch = Start(Instruments.StitchSpan, _stage);
                BeginSlice(TimelineKind.Stitching, progress);
                break;
            default:
                break;
        }
    }

    /// <summary>Notes what holds the job up or, when ownership changed, what did last: that is why.</summary>
    public void Note(JobEffect.Note note)
    {
        if (note.Change is not { } change)
        {
            _why = note.Text;
            _log.Add(Now(TimelineKind.Note) with { Text = ControlCodec.OneLine(note.Text) });
            return;
        }

        var isNewStage = _owned.Epoch.Value > 0 && _owned.Stage < change.Stage;
        Instruments.Changed(isNewStage ? "stage" : _owned.Epoch.Value > 0 ? "recovery" : "begin");
        _owned = change;
        _log.Add(Now(TimelineKind.Epoch) with
        {
            Step = change.Step, Tiles = change.Tiles, Count = change.Again, Text = isNewStage || _why is null ? null : ControlCodec.OneLine(_why),
        });
        _why = null;
    }

    /// <summary>A commit is about to be made; from any thread.</summary>
    public Measure Commit(JobRow row) => new(_log, new(TimelineKind.Commit, _log.Now, Epoch: row.Epoch.Value, Stage: row.Stage));

    /// <summary>A commit has been answered; from any thread.</summary>
    public static void Committed(Measure commit, CommitOutcome outcome)
    {
        commit.Log.Add(commit.Entry with { Text = Instruments.Text(outcome) });
        Instruments.Committed(outcome, commit.Duration);
    }

    public void End(JobEffect.End end)
    {
        EndSlice();
        EndStage(complete: end.Outcome is JobOutcome.Done);
        Instruments.Ended(end.Outcome, time.GetElapsedTime(_start));
        _job?.SetTag(Instruments.OutcomeTag, Instruments.Text(end.Outcome));
        if (end.Outcome is JobOutcome.Failed or JobOutcome.Quarantined)
        {
            // The reason may quote what the user wrote: it stays in the store and in logs.
            _job?.SetStatus(ActivityStatusCode.Error, Instruments.Text(end.Outcome));
        }

        _job?.Dispose(); // its leader may keep it until there is another
        _hasEnded = true;
        _log.Add(Now(TimelineKind.Ended) with
        {
            Text = Instruments.Text(end.Outcome) + (end.Reason is null ? "" : ": " + ControlCodec.OneLine(end.Reason)),
        });
    }

    public void Dispose()
    {
        EndStage(complete: false);
        _job?.Dispose();
        EndSlice();
        if (!_hasEnded)
        {
            _log.Add(Now(TimelineKind.Released));
        }
    }

    static Activity? Start(string name, Activity? parent) => Instruments.Start(name, parent?.Context ?? default);

    TimelineEntry Now(TimelineKind kind) =>
        new(kind, _log.Now, Epoch: _owned.Epoch.Value == 0 ? null : _owned.Epoch.Value, Stage: _owned.Epoch.Value == 0 ? null : _owned.Stage);

    void BeginSlice(TimelineKind kind, JobProgress progress) => _slice = Now(kind) with { Stage = progress.Stage, Tiles = progress.Tiles };

    void EndSlice()
    {
        if (_slice is { } slice)
        {
            _log.Add(slice with { Duration = _log.Now - slice.Begin });
            _slice = null;
        }
    }

    void EndStage(bool complete)
    {
        if (complete)
        {
            _stages.Add(new(time.GetElapsedTime(_stageStart, _stitchStart), time.GetElapsedTime(_stitchStart)));
        }

        _stitch?.Dispose();
        _stage?.Dispose();
        (_stitch, _stage) = (null, null);
    }
}
