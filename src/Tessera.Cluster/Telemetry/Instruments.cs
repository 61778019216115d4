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
    internal const string NodesTag = "tessera.nodes";
    internal const string OutcomeTag = "tessera.outcome";
    internal const string SecondsTag = "tessera.seconds";
    const string KindTag = "kind";
    const string ReasonTag = "reason";
    const string DirectionTag = "direction";

    static readonly ActivitySource Source = new(Name);
    static readonly Meter Meter = new(Name);

    static readonly Histogram<double> StepDuration =
        Meter.CreateHistogram<double>("tessera.step.duration", "s", "From a step's first evaluation on a node to its last fusion.");

    static readonly Histogram<double> WaitDuration =
        Meter.CreateHistogram<double>("tessera.exchange.wait", "s", "How long a node waited for predictions of others.");

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

    internal static void Ended(JobOutcome outcome) => Jobs.Add(1, new KeyValuePair<string, object?>("outcome", Text(outcome)));

    internal static void Committed(CommitOutcome outcome) => Add(Commits, 1, "outcome", outcome);

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

    static void Add(Counter<long> counter, long count, string tag, object value)
    {
        if (count > 0 && counter.Enabled)
        {
            counter.Add(count, new KeyValuePair<string, object?>(tag, value is Enum named ? Text(named) : value));
        }
    }
}
