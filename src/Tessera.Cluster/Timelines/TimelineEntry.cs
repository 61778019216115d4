using System.Runtime.InteropServices;

namespace Tessera.Cluster;

/// <summary>One record of a timeline. What does not apply is null, or 0 for counts.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Begin">Microseconds since 1970, UTC, by the clock of the member's host when its file began and a monotonic one since.</param>
/// <param name="Duration">Microseconds; 0 for what has none.</param>
/// <param name="Epoch">The ownership.</param>
/// <param name="Stage">From 0.</param>
/// <param name="Step">From 0.</param>
/// <param name="Evaluation">Of the stage, from 0.</param>
/// <param name="Tiles">How many.</param>
/// <param name="Tokens">That went through the network: whole windows; both branches of guidance count once.</param>
/// <param name="Bytes">Payload that was sent, received, written or read; of a step, what was sent to other nodes.</param>
/// <param name="LocalBytes">Of a step: payload between tiles of the node.</param>
/// <param name="Count">Of <see cref="TimelineKind.Dropped"/>: records. Of <see cref="TimelineKind.Epoch"/>: steps that are made again. Of a step: predictions dropped.</param>
/// <param name="Text">Kept to one line.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TimelineEntry(
    TimelineKind Kind,
    long Begin,
    long Duration = 0,
    int? Epoch = null,
    int? Stage = null,
    int? Step = null,
    int? Evaluation = null,
    int Tiles = 0,
    long Tokens = 0,
    long Bytes = 0,
    long LocalBytes = 0,
    long Count = 0,
    string? Text = null)
{
    /// <summary>When it was over, in microseconds since 1970.</summary>
    public long End => Begin + Duration;

    /// <summary>Whether it has a duration, and not only a moment.</summary>
    public bool IsSlice => Kind is >= TimelineKind.Initialise and <= TimelineKind.Send or >= TimelineKind.Save and <= TimelineKind.Commit;

    /// <summary>Where it is drawn.</summary>
    public TimelineLane Lane => Kind switch
    {
        TimelineKind.Send or TimelineKind.Receive => TimelineLane.Exchange,
        TimelineKind.Save or TimelineKind.Load => TimelineLane.Storage,
        TimelineKind.Handover => TimelineLane.Cores,
        TimelineKind.Step => TimelineLane.Steps,
        TimelineKind.Commit => TimelineLane.Commits,
        >= TimelineKind.Preparing and <= TimelineKind.Ended => TimelineLane.Job,
        _ => TimelineLane.Device,
    };
}
