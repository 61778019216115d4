namespace Tessera.Cluster;

/// <summary>Adds the timeline of a node up.</summary>
static class NodeReportBuilder
{
    const double Microseconds = 1e6;

    public static NodeReport Build(NodeTimeline timeline)
    {
        var phases = new Dictionary<TimelineKind, PhaseReport>();
        var waits = new SortedDictionary<string, double>(StringComparer.Ordinal);
        var (local, dropped) = (0L, 0L);
        foreach (var entry in timeline.Entries)
        {
            switch (entry.Kind)
            {
                case TimelineKind.Idle when waits.Count < Limits.ReportLines || waits.ContainsKey(entry.Text ?? ""):
                    waits[entry.Text ?? ""] = waits.GetValueOrDefault(entry.Text ?? "") + (entry.Duration / Microseconds);
                    break;
                case TimelineKind.Step:
                    local += entry.LocalBytes;
                    dropped += entry.Count;
                    break;
                case >= TimelineKind.Initialise and <= TimelineKind.Core or TimelineKind.Send or TimelineKind.Receive or TimelineKind.Save or TimelineKind.Load or TimelineKind.Handover:
                    phases[entry.Kind] = Add(phases.GetValueOrDefault(entry.Kind), entry);
                    break;
                default:
                    break;
            }
        }

        var (wall, accounted) = timeline.Coverage();
        return new()
        {
            Node = timeline.Member.Member.Name,
            Incarnation = timeline.Member.Member.Incarnation,
            Seconds = wall / Microseconds,
            Accounted = wall == 0 ? null : (double)accounted / wall,
            Tokens = phases.GetValueOrDefault(TimelineKind.Evaluate)?.Tokens ?? 0,
            Phases = new SortedDictionary<string, PhaseReport>(phases.ToDictionary(phase => TimelineCodec.NameOf(phase.Key), phase => phase.Value, StringComparer.Ordinal), StringComparer.Ordinal),
            Waits = waits,
            LocalBytes = local,
            RemoteBytes = phases.GetValueOrDefault(TimelineKind.Send)?.Bytes ?? 0,
            Dropped = dropped,
            Lost = timeline.Lost + timeline.Damaged,
            IsFull = timeline.IsFull || timeline.IsCut,
        };
    }

    static PhaseReport Add(PhaseReport? sum, in TimelineEntry entry) => sum is null
        ? new(entry.Duration / Microseconds, 1, entry.Tiles, entry.Tokens, entry.Bytes)
        : new(sum.Seconds + (entry.Duration / Microseconds), sum.Count + 1, sum.Tiles + entry.Tiles, sum.Tokens + entry.Tokens, sum.Bytes + entry.Bytes);
}
