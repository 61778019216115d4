using System.Diagnostics;
using System.Diagnostics.Metrics;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>
/// Every name that the cluster's telemetry uses, beside those of <see cref="SeamInstruments"/>. A job is one trace: job, stages, and steps per node, with waits as events; tiles have a
/// summary span each, in traces of their own that link to the stage. Ids of jobs and tiles are never labels of a metric.
/// </summary>
public static class Instruments
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "Tessera";

    internal const string JobSpan = "job";
    internal const string StageSpan = "stage";
    internal const string StitchSpan = "stitch";
    internal const string StepSpan = "step";
    internal const string TileSpan = "tile";
    internal const string WaitEvent = "exchange wait";

    internal const string StageTag = "tessera.stage";
    internal const string StepTag = "tessera.step";
    internal const string NodeTag = "tessera.node";
    internal const string TileTag = "tessera.tile";
    internal const string TilesTag = "tessera.tiles";
    internal const string EpochTag = "tessera.epoch";
    internal const string JobTag = "tessera.job";
    internal const string BytesTag = "tessera.bytes";
    internal const string NodesTag = "tessera.nodes";
    internal const string OutcomeTag = "tessera.outcome";
    internal const string SecondsTag = "tessera.seconds";
    const string KindTag = "kind";
    const string OutcomeKey = "outcome";
    const string ReasonTag = "reason";
    const string DirectionTag = "direction";

    static readonly ActivitySource Source = new(Name);
    static readonly Meter Meter = new(Name);

    static readonly Histogram<double> StepDuration =
        Meter.CreateHistogram<double>("tessera.step.duration", "s", "From a step's first evaluation on a node to its last fusion.");

    static readonly Histogram<double> WaitDuration =
        Meter.CreateHistogram<double>("tessera.exchange.wait", "s", "How long a node waited for predictions of others.");

    static readonly Histogram<double> LeaderWaitDuration =
        Meter.CreateHistogram<double>("tessera.leader.wait", "s", "How long a node waited for a cut to be complete, or for its leader.");

    static readonly Histogram<double> CallDuration = Meter.CreateHistogram<double>("tessera.device.duration", "s", "Calls of the device.");

    static readonly Histogram<double> StorageDuration =
        Meter.CreateHistogram<double>("tessera.storage.duration", "s", "Writing and reading states of tiles, and handing finished ones over.");

    static readonly Histogram<double> CommitDuration = Meter.CreateHistogram<double>("tessera.commit.duration", "s", "Commits of jobs' rows.");

    static readonly Histogram<double> JobDuration =
        Meter.CreateHistogram<double>("tessera.job.duration", "s", "From when a process began to lead a job to its end.");

    static readonly Histogram<double> SeamScore =
        Meter.CreateHistogram<double>("tessera.seam.score", "1", "Largest |z| of a finished picture's seams; up to 4 none can be told.");

    static readonly Counter<long> Changes =
        Meter.CreateCounter<long>("tessera.epochs", "{change}", "Changes of the ownership of tiles: when a leader begins, for a new stage, and when a node is lost, lags or fails.");

    static readonly Counter<long> TimelineDrops =
        Meter.CreateCounter<long>("tessera.timeline.dropped", "{record}", "Records of timelines that were lost.");

    static readonly Counter<long> Bytes =
        Meter.CreateCounter<long>("tessera.exchange.bytes", "By", "Payload of predictions between tiles: of the same node, or of two.");

    static readonly Counter<long> Drops =
        Meter.CreateCounter<long>("tessera.exchange.dropped", "{prediction}", "Predictions that were not used.");

    static readonly Counter<long> Commits =
        Meter.CreateCounter<long>("tessera.commits", "{commit}", "Commits of jobs' rows: done, fenced, or of unknown outcome.");

    static readonly Counter<long> LinkRefusals =
        Meter.CreateCounter<long>("tessera.link.refused", "{connection}", "Connections of links that were refused or given up.");

    static readonly Counter<long> LinkReconnects =
        Meter.CreateCounter<long>("tessera.link.reconnects", "{connection}", "Connections of links that took the place of an earlier one.");

    static readonly Counter<long> LinkBytes = Meter.CreateCounter<long>("tessera.link.bytes", "By", "Frames of links, before encryption.");

    static readonly Counter<long> FileRefusals =
        Meter.CreateCounter<long>("tessera.file.refused", "{file}", "Files with states or cores of tiles that could not be used.");

    static readonly Counter<long> Jobs = Meter.CreateCounter<long>("tessera.jobs", "{job}", "Jobs that ended.");

    static readonly Gauge<int> Depth = Meter.CreateGauge<int>("tessera.mailbox.depth", "{event}", "Events that wait for a machine.");

    /// <summary>Starts a span under a given parent, and not under whatever happens to be current; null when nobody listens.</summary>
    internal static Activity? Start(string name, ActivityContext parent, DateTimeOffset start = default, ActivityContext link = default)
    {
        Activity.Current = null;
        var span = Source.StartActivity(name, ActivityKind.Internal, parent, links: link == default ? null : [new(link)], startTime: start);
        Activity.Current = null;
        return span;
    }

    internal static void Stepped(TimeSpan duration) => StepDuration.Record(duration.TotalSeconds);

    internal static void Waited(TimeSpan duration) => WaitDuration.Record(duration.TotalSeconds);

    internal static void WaitedForLeader(TimeSpan duration) => LeaderWaitDuration.Record(duration.TotalSeconds);

    internal static void Called(TimelineKind kind, TimeSpan duration) => Record(CallDuration, duration, kind);

    internal static void Stored(TimelineKind kind, TimeSpan duration) => Record(StorageDuration, duration, kind);

    internal static void Changed(string reason) => Add(Changes, 1, ReasonTag, reason);

    internal static void TimelineDropped(TimelineLoss reason, long count) => Add(TimelineDrops, count, ReasonTag, reason);

    /// <summary>Notes how well the seams of a finished picture hide.</summary>
    /// <param name="maximumAbsoluteZ">Of all its seams; null, and not counted, when it has none.</param>
    public static void Finished(double? maximumAbsoluteZ)
    {
        if (maximumAbsoluteZ is { } z)
        {
            SeamScore.Record(z);
        }
    }

    internal static void Ended(JobOutcome outcome, TimeSpan duration)
    {
        Jobs.Add(1, new KeyValuePair<string, object?>(OutcomeKey, Text(outcome)));
        JobDuration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>(OutcomeKey, Text(outcome)));
    }

    internal static void Committed(CommitOutcome outcome, TimeSpan duration)
    {
        Add(Commits, 1, OutcomeKey, outcome);
        CommitDuration.Record(duration.TotalSeconds);
    }

    internal static void Refused(LinkRefusal reason) => Add(LinkRefusals, 1, ReasonTag, reason);

    internal static void Refused(FileRefusal reason) => Add(FileRefusals, 1, ReasonTag, reason);

    internal static void Reconnected() => LinkReconnects.Add(1);

    internal static void LinkSent(int bytes) => Add(LinkBytes, bytes, DirectionTag, "sent");

    internal static void LinkReceived(int bytes) => Add(LinkBytes, bytes, DirectionTag, "received");

    internal static void Queued(int depth, string role) => Depth.Record(depth, new KeyValuePair<string, object?>("role", role));

    internal static void Dropped(DropReason reason, long count) => Add(Drops, count, ReasonTag, reason);

    /// <summary>Counts what a node exchanged between two states.</summary>
    internal static void Exchanged(in ExchangeCounters before, in ExchangeCounters after)
    {
        Add(Bytes, after.LocalBytes - before.LocalBytes, KindTag, "local");
        Add(Bytes, after.RemoteBytes - before.RemoteBytes, KindTag, "remote");
        Dropped(DropReason.Late, after.Late - before.Late);
        Dropped(DropReason.Duplicate, after.Duplicate - before.Duplicate);
        Dropped(DropReason.TooEarly, after.TooEarly - before.TooEarly);
        Dropped(DropReason.LowerEpoch, after.LowerEpoch - before.LowerEpoch);
        Dropped(DropReason.Stranger, after.Stranger - before.Stranger);
    }

    internal static string Text(Enum value) => value.ToString().ToLowerInvariant();

    static void Record(Histogram<double> histogram, TimeSpan duration, TimelineKind kind)
    {
        if (histogram.Enabled)
        {
            histogram.Record(duration.TotalSeconds, new KeyValuePair<string, object?>(KindTag, Text(kind)));
        }
    }

    static void Add(Counter<long> counter, long count, string tag, object value)
    {
        if (count > 0 && counter.Enabled)
        {
            counter.Add(count, new KeyValuePair<string, object?>(tag, value is Enum named ? Text(named) : value));
        }
    }
}
