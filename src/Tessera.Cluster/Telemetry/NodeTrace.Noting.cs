using System.Collections.Immutable;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <content>What took a while, on its way to whoever wants to know.</content>
sealed partial class NodeTrace
{
    /// <summary>Notes what is done: device calls, storage and sends come here, measured where they were done.</summary>
    public static void Note(in Measure done)
    {
        done.Log.Add(done.Entry);
        if (done.Entry.Lane is TimelineLane.Device)
        {
            Instruments.Called(done.Entry.Kind, done.Duration);
        }
        else if (done.Entry.Lane is TimelineLane.Storage or TimelineLane.Cores)
        {
            Instruments.Stored(done.Entry.Kind, done.Duration);
        }
    }

    TimelineEntry Describe(NodeEffect effect) => effect switch
    {
        NodeEffect.Initialise initialise => Now(TimelineKind.Initialise) with { Tiles = initialise.Tiles.Length },
        NodeEffect.Restore restore => Now(TimelineKind.Restore) with { Step = restore.Step, Tiles = restore.States.Length },
        NodeEffect.Evaluate evaluate => At(TimelineKind.Evaluate, evaluate.Evaluation, evaluate.Tiles.Length) with
        {
            Tokens = _job!.Plan.Window.Volume * evaluate.Tiles.Length,
        },
        NodeEffect.FuseAndStep step => At(TimelineKind.Fuse, step.Evaluation, step.Received.Length),
        NodeEffect.TakeCore => Now(TimelineKind.Core) with { Tiles = 1 },
        NodeEffect.Send send => At(TimelineKind.Send, send.Predictions[0].Evaluation, send.Predictions.Length) with
        {
            Bytes = BytesOf(send.Predictions), Text = _assignment!.Workers[send.Node].Member.Name,
        },
        NodeEffect.Save save => Now(TimelineKind.Save) with { Step = save.Cut.Step - 1, Tiles = 1, Bytes = save.State.Block.Memory.Length },
        NodeEffect.Load load => Now(TimelineKind.Load) with { Step = load.Cut.Step - 1, Tiles = 1 },
        NodeEffect.HandOver core => Now(TimelineKind.Handover) with { Tiles = 1, Bytes = core.Core.Memory.Length },
        _ => default,
    };

    /// <summary>A step of all the node's tiles is made.</summary>
    void End(int step, OpenStep open)
    {
        open.Span?.SetTag(Instruments.BytesTag, _counters.RemoteBytes - _told.RemoteBytes).Dispose();
        Instruments.Stepped(time.GetElapsedTime(open.Start));
        var begin = _log.At(open.Start);
        _log.Add(Now(TimelineKind.Step) with
        {
            Begin = begin,
            Duration = _log.Now - begin,
            Step = step,
            Tiles = _mine,
            Bytes = _counters.RemoteBytes - _told.RemoteBytes,
            LocalBytes = _counters.LocalBytes - _told.LocalBytes,
            Count = _counters.Dropped - _told.Dropped,
        });
        _told = _counters;
    }

    static long BytesOf(ImmutableArray<Prediction> predictions) => predictions.Sum(prediction => (long)prediction.Block.Memory.Length);

    TimelineEntry At(TimelineKind kind, int evaluation, int tiles) =>
        Now(kind) with { Step = StepOf(evaluation), Evaluation = evaluation, Tiles = tiles };

    TimelineEntry Now(TimelineKind kind) => new(kind, _log.Now, Epoch: _assignment?.Epoch.Value, Stage: _assignment?.Stage);
}
