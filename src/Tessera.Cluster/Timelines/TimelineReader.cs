namespace Tessera.Cluster;

/// <summary>Reads timelines. Their files may be damaged or hostile: bounds come before memory, and what is no record is counted and passed over.</summary>
public static class TimelineReader
{
    const int BufferBytes = 128 * 1024;

    /// <summary>Reads the timelines of a job, one at a time, in the order of their names.</summary>
    /// <param name="folder">The job's files.</param>
    /// <returns>At most <see cref="Limits.TimelineFiles"/>; none if nothing was noted.</returns>
    /// <exception cref="IOException">The disk refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static IEnumerable<NodeTimeline> Read(ArtifactFolder folder) => Directory.Exists(folder.Timelines)
        ? Directory.EnumerateFiles(folder.Timelines, "*.jsonl").Take(Limits.TimelineFiles).Order(StringComparer.Ordinal).Select(Read)
        : [];

    static NodeTimeline Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        return Read(file, Path.GetFileNameWithoutExtension(path));
    }

    internal static NodeTimeline Read(Stream file, string name, long mostBytes = Limits.TimelineBytes, int mostEntries = Limits.TimelineEntries)
    {
        var reading = new Reading(mostEntries);
        var buffer = new byte[BufferBytes];
        var (kept, total) = (0, 0L);
        while (total < mostBytes && file.Read(buffer, kept, buffer.Length - kept) is > 0 and var read)
        {
            total += read;
            var rest = reading.Take(buffer.AsSpan(0, kept + read));
            rest.CopyTo(buffer);
            kept = rest.Length;
        }

        var isCut = reading.IsCut || (total >= mostBytes && file.Length > total); // a file that grows meanwhile is not cut
        if (!isCut)
        {
            reading.TakeLine(buffer.AsSpan(0, kept)); // a last line without an end: whole, or torn by a crash
        }

        var member = reading.Member ?? new(new(name, 0), IsLeader: reading.Entries.Exists(entry => entry.Lane is TimelineLane.Job));
        reading.Entries.Sort((a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) : b.Duration.CompareTo(a.Duration));
        return new(member, reading.Entries, reading.Damaged, isCut);
    }

    sealed class Reading(int most)
    {
        bool _isSkipping; // within a line that is too long

        public List<TimelineEntry> Entries { get; } = [];

        public TimelineMember? Member { get; private set; }

        public long Damaged { get; private set; }

        public bool IsCut { get; private set; }

        /// <returns>The beginning of a line that goes on.</returns>
        public ReadOnlySpan<byte> Take(ReadOnlySpan<byte> lines)
        {
            while (lines.IndexOf((byte)'\n') is >= 0 and var end)
            {
                TakeLine(_isSkipping ? [] : lines[..end]);
                _isSkipping = false;
                lines = lines[(end + 1)..];
            }

            if (_isSkipping || lines.Length <= Limits.TimelineLineBytes)
            {
                return _isSkipping ? [] : lines;
            }

            Damaged++;
            _isSkipping = true;
            return [];
        }

        public void TakeLine(ReadOnlySpan<byte> line)
        {
            if (line.IsEmpty)
            {
                return;
            }

            if (line.Length > Limits.TimelineLineBytes || !TimelineCodec.TryRead(line, out var entry, out var member))
            {
                Damaged++;
            }
            else if (member is not null)
            {
                Member ??= member;
            }
            else if (Entries.Count < most)
            {
                Entries.Add(entry);
            }
            else
            {
                IsCut = true;
            }
        }
    }
}
