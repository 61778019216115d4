using System.Text.Json;

namespace Tessera.Cluster;

/// <summary>
/// Draws timelines as a Chrome trace, the JSON that Perfetto and chrome://tracing open: a process for each member, a thread for each of its
/// <see cref="TimelineLane"/>s, and more where slices of a lane overlap, so that those of a thread never do. Times are microseconds since 1970.
/// </summary>
public static class PerfettoTrace
{
    /// <summary>Threads of one lane at most; what would need more is left out.</summary>
    const int MostThreads = 64;

    const int FlushBytes = 64 * 1024;

    /// <summary>Writes a trace.</summary>
    /// <param name="output">Where to; stays open.</param>
    /// <param name="timelines">Taken one at a time.</param>
    /// <returns>How many slices and moments were left out.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static long Write(Stream output, IEnumerable<NodeTimeline> timelines)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("displayTimeUnit", "ms");
        json.WriteStartArray("traceEvents");
        var leftOut = 0L;
        foreach (var (index, timeline) in timelines.Index())
        {
            leftOut += Write(json, index + 1, timeline);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return leftOut;
    }

    static long Write(Utf8JsonWriter json, int process, NodeTimeline timeline)
    {
        var name = $"{timeline.Member.Member} ({(timeline.Member.IsLeader ? "leader" : "worker")})";
        WriteName(json, "process_name", process, thread: 0, name);
        var ends = new Dictionary<TimelineLane, List<long>>();
        var leftOut = 0L;
        foreach (var entry in timeline.Entries)
        {
            if (Place(ends, entry) is not (>= 0 and var row))
            {
                leftOut++;
                continue;
            }

            var thread = ((int)entry.Lane * MostThreads) + row + 1;
            if (row == ends[entry.Lane].Count)
            {
                ends[entry.Lane].Add(0);
                WriteName(json, "thread_name", process, thread, Instruments.Text(entry.Lane) + (row == 0 ? "" : $" {row + 1}"));
            }

            ends[entry.Lane][row] = entry.IsSlice ? entry.End : ends[entry.Lane][row];
            Write(json, process, thread, entry);
            if (json.BytesPending > FlushBytes)
            {
                json.Flush();
            }
        }

        return leftOut;
    }

    /// <returns>The first thread of its lane that is free by then, or one more; -1 if there are too many.</returns>
    static int Place(Dictionary<TimelineLane, List<long>> ends, in TimelineEntry entry)
    {
        if (!ends.TryGetValue(entry.Lane, out var rows))
        {
            ends.Add(entry.Lane, rows = []);
        }

        var begin = entry.Begin;
        var row = entry.IsSlice ? rows.FindIndex(end => end <= begin) : 0;
        return row >= 0 ? row : rows.Count < MostThreads ? rows.Count : -1;
    }

    static void Write(Utf8JsonWriter json, int process, int thread, in TimelineEntry entry)
    {
        json.WriteStartObject();
        json.WriteString("name", entry.Kind is TimelineKind.Idle ? $"idle: {entry.Text}" : TimelineCodec.NameOf(entry.Kind));
        json.WriteString("cat", Instruments.Text(entry.Lane));
        json.WriteString("ph", entry.IsSlice ? "X" : "i");
        json.WriteNumber("ts", entry.Begin);
        if (entry.IsSlice)
        {
            json.WriteNumber("dur", entry.Duration);
        }
        else
        {
            json.WriteString("s", "t"); // the moment is its thread's alone
        }

        json.WriteNumber("pid", process);
        json.WriteNumber("tid", thread);
        WriteArguments(json, entry);
        json.WriteEndObject();
    }

    static void WriteArguments(Utf8JsonWriter json, in TimelineEntry entry)
    {
        json.WriteStartObject("args");
        ReadOnlySpan<(string Name, long? Value)> numbers =
        [
            ("epoch", entry.Epoch), ("stage", entry.Stage), ("step", entry.Step), ("evaluation", entry.Evaluation), ("tiles", Unless0(entry.Tiles)),
            ("tokens", Unless0(entry.Tokens)), ("bytes", Unless0(entry.Bytes)), ("local_bytes", Unless0(entry.LocalBytes)), ("count", Unless0(entry.Count)),
        ];
        foreach (var (name, value) in numbers)
        {
            if (value is { } number)
            {
                json.WriteNumber(name, number);
            }
        }

        if (entry.Text is { } text)
        {
            json.WriteString("text", text);
        }

        json.WriteEndObject();
    }

    static long? Unless0(long value) => value == 0 ? null : value;

    static void WriteName(Utf8JsonWriter json, string what, int process, int thread, string name)
    {
        json.WriteStartObject();
        json.WriteString("name", what);
        json.WriteString("ph", "M");
        json.WriteNumber("pid", process);
        json.WriteNumber("tid", thread);
        json.WriteStartObject("args");
        json.WriteString("name", name);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
