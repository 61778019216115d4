namespace Tessera.Cluster;

/// <summary>What one member did for a job, as far as its file could be read.</summary>
/// <param name="Member">Whose it is; of a file that does not say so, after the file's name.</param>
/// <param name="Entries">In the order in which they begin.</param>
/// <param name="Damaged">Lines that are no records, or too long: passed over.</param>
/// <param name="IsCut">Whether there was more than is read: <see cref="Limits.TimelineBytes"/> and <see cref="Limits.TimelineEntries"/>.</param>
public sealed record NodeTimeline(TimelineMember Member, IReadOnlyList<TimelineEntry> Entries, long Damaged, bool IsCut)
{
    /// <summary>Records that its writer says it lost.</summary>
    public long Lost => Entries.Where(entry => entry.Kind is TimelineKind.Dropped or TimelineKind.Full).Aggregate(0L, (sum, entry) => sum + entry.Count);

    /// <summary>Whether it ends early because its file had as many bytes as it may.</summary>
    public bool IsFull => Entries.Any(entry => entry.Kind is TimelineKind.Full);

    /// <summary>
    /// The time that the member had tiles (a leader: that it led the job), and how much of it the records of its device (a leader: of the job)
    /// account for, idle time with its reason included; in microseconds. A member that died ended with its last record.
    /// </summary>
    public (long Wall, long Accounted) Coverage()
    {
        var (lane, wall, accounted) = (Member.IsLeader ? TimelineLane.Job : TimelineLane.Device, 0L, 0L);
        foreach (var (from, to) in Windows())
        {
            wall += to - from;
            var at = from;
            foreach (var slice in Entries)
            {
                if (slice.IsSlice && slice.Lane == lane && slice.End > at && slice.Begin < to)
                {
                    accounted += Math.Min(slice.End, to) - Math.Max(slice.Begin, at);
                    at = Math.Min(slice.End, to);
                }
            }
        }

        return (wall, accounted);
    }

    /// <summary>From each assignment to the next end; assignments in between change nothing.</summary>
    IEnumerable<(long From, long To)> Windows()
    {
        long? from = null;
        var last = 0L;
        foreach (var entry in Entries)
        {
            last = Math.Max(last, entry.End);
            var begins = entry.Kind is TimelineKind.Assigned || (Member.IsLeader && from is null && entry.IsSlice);
            from ??= begins ? entry.Begin : null;
            if (from is { } begin && entry.Kind is TimelineKind.Released or TimelineKind.Ended)
            {
                yield return (begin, entry.Begin);
                from = null;
            }
        }

        if (from is { } open)
        {
            yield return (open, last);
        }
    }
}
