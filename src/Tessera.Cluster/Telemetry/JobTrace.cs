using System.Collections.Immutable;
using System.Diagnostics;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>Turns a job's progress into spans, and into the time that each stage took. It only looks on.</summary>
sealed class JobTrace(TimeProvider time, int? nodes = null) : IDisposable
{
    readonly ImmutableArray<StageTime>.Builder _stages = ImmutableArray.CreateBuilder<StageTime>();
    readonly Activity? _job = Instruments.Start(Instruments.JobSpan, default)?.SetTag(Instruments.NodesTag, nodes);
    Activity? _stage;
    Activity? _stitch;
    JobPhase? _phase;
    long _stageStart;
    long _stitchStart;

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

        _phase = progress.Phase;
        switch (progress.Phase)
        {
            case JobPhase.Preparing:
                _stageStart = time.GetTimestamp();
                _stage = Start(Instruments.StageSpan, _job)
                    ?.SetTag(Instruments.StageTag, progress.Stage).SetTag(Instruments.TilesTag, progress.Tiles);
                break;
            case JobPhase.Stitching:
                _stitchStart = time.GetTimestamp();
                _stitch = Start(Instruments.StitchSpan, _stage);
                break;
            default:
                break;
        }
    }

    public void End(JobEffect.End end)
    {
        EndStage(complete: end.Outcome is JobOutcome.Done);
        Instruments.Ended(end.Outcome);
        _job?.SetTag(Instruments.OutcomeTag, Instruments.Text(end.Outcome));
        if (end.Outcome is JobOutcome.Failed)
        {
            _job?.SetStatus(ActivityStatusCode.Error, end.Reason);
        }
    }

    public void Dispose()
    {
        EndStage(complete: false);
        _job?.Dispose();
    }

    static Activity? Start(string name, Activity? parent) => Instruments.Start(name, parent?.Context ?? default);

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
