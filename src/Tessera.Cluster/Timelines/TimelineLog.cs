using System.Globalization;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>Where a member notes what it does for one job, and the clock that it does it by. Noting never waits and never throws.</summary>
/// <param name="timeline">Writes it; null when nobody wants it.</param>
/// <param name="file">What it writes to; null when nobody wants it.</param>
/// <param name="time">The clock: the host's when this was made, a monotonic one since, so that time never goes back within a file.</param>
sealed class TimelineLog(Timeline? timeline, TimelineFile? file, TimeProvider time)
{
    readonly long _utc = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
    readonly long _start = time.GetTimestamp();

    /// <summary>Microseconds since 1970, UTC.</summary>
    public long Now => At(time.GetTimestamp());

    /// <summary>A log that nobody reads; its clock goes all the same.</summary>
    public static TimelineLog Unread(TimeProvider time) => new(null, null, time);

    /// <summary>The file's name: incarnations do not share one. Whatever stands in a name, it is no path.</summary>
    public static string FileOf(string folder, Member member) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Uri.EscapeDataString(member.Name)}.{member.Incarnation}.jsonl"));

    /// <summary>A time of the provider that made the log, by the log's clock.</summary>
    public long At(long timestamp) => _utc + (time.GetElapsedTime(_start, timestamp).Ticks / TimeSpan.TicksPerMicrosecond);

    public void Add(in TimelineEntry entry)
    {
        if (file is not null)
        {
            timeline!.Add(file, entry);
        }
    }
}
