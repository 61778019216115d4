using System.Text.Json;

namespace Tessera.Cluster.Tests.Reports;

/// <summary>Reads a Chrome trace as strictly as its format is described, so that what passes opens.</summary>
static class ChromeTrace
{
    /// <summary>Checks required keys, their types, the kinds of events, names of all processes and threads, and that slices of a thread do not overlap.</summary>
    public static List<JsonElement> Check(byte[] json)
    {
        var trace = JsonDocument.Parse(json).RootElement;
        trace.GetProperty("displayTimeUnit").GetString().ShouldBe("ms");
        var events = trace.GetProperty("traceEvents").EnumerateArray().ToList();
        events.ForEach(CheckEvent);
        var named = events.Where(happened => Text(happened, "ph") == "M").ToLookup(happened => Text(happened, "name"), TrackOf, StringComparer.Ordinal);
        foreach (var happened in events.Where(happened => Text(happened, "ph") != "M"))
        {
            named["thread_name"].ShouldContain(TrackOf(happened));
            named["process_name"].ShouldContain((TrackOf(happened).Process, 0));
        }

        named["thread_name"].ShouldBeUnique();
        foreach (var thread in events.Where(happened => Text(happened, "ph") == "X").GroupBy(TrackOf))
        {
            var end = 0L;
            foreach (var slice in thread)
            {
                slice.GetProperty("ts").GetInt64().ShouldBeGreaterThanOrEqualTo(end, $"{slice} overlaps in {thread.Key}");
                end = slice.GetProperty("ts").GetInt64() + slice.GetProperty("dur").GetInt64();
            }
        }

        return events;
    }

    public static IEnumerable<string?> NamesOf(IEnumerable<JsonElement> events, string what) =>
        events.Where(happened => Text(happened, "name") == what).Select(happened => Text(happened.GetProperty("args"), "name"));

    static void CheckEvent(JsonElement happened)
    {
        happened.GetProperty("pid").GetInt32().ShouldBeGreaterThan(0);
        happened.GetProperty("tid").GetInt32().ShouldBeGreaterThanOrEqualTo(0);
        happened.GetProperty("args").ValueKind.ShouldBe(JsonValueKind.Object);
        Text(happened, "name").ShouldNotBeNullOrEmpty();
        string[] more = Text(happened, "ph") switch
        {
            "X" => ["cat", "ts", "dur"],
            "i" => ["cat", "ts", "s"],
            "M" => [],
            var other => throw new InvalidDataException($"there is no ph {other}"),
        };
        happened.EnumerateObject().Select(property => property.Name).ShouldBe([.. more, "name", "ph", "pid", "tid", "args"], ignoreOrder: true);
        foreach (var time in more.Where(name => name is "ts" or "dur"))
        {
            happened.GetProperty(time).GetInt64().ShouldBeGreaterThanOrEqualTo(0);
        }
    }

    static (int Process, int Thread) TrackOf(JsonElement happened) => (happened.GetProperty("pid").GetInt32(), happened.GetProperty("tid").GetInt32());

    static string? Text(JsonElement happened, string name) => happened.GetProperty(name).GetString();
}
