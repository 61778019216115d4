using System.Text.Json;
using Tessera.Cluster.Tests.Timelines;

namespace Tessera.Cluster.Tests.Reports;

/// <summary>The form that Perfetto's importer of Chrome JSON asks for.</summary>
public sealed class PerfettoTraceTests
{
    [Fact]
    public void Slices_have_what_they_were_noted_with()
    {
        var trace = Draw(new NodeTimeline(
            TimelineFolder.Worker,
            [new(TimelineKind.Assigned, 5, Epoch: 1), new(TimelineKind.Evaluate, 10, 7, Epoch: 1, Stage: 2, Step: 3, Evaluation: 4, Tiles: 5, Tokens: 6), new(TimelineKind.Send, 18, 1, Bytes: 9, Text: "b")],
            Damaged: 0,
            IsCut: false));
        var evaluate = trace.Single(happened => happened.GetProperty("name").GetString() == "evaluate");
        (evaluate.GetProperty("ph").GetString(), evaluate.GetProperty("ts").GetInt64(), evaluate.GetProperty("dur").GetInt64()).ShouldBe(("X", 10, 7));
        evaluate.GetProperty("args").ToString().ShouldBe("""{"epoch":1,"stage":2,"step":3,"evaluation":4,"tiles":5,"tokens":6}""");
        trace.Single(happened => happened.GetProperty("name").GetString() == "send").GetProperty("args").ToString().ShouldBe("""{"bytes":9,"text":"b"}""");
        ChromeTrace.NamesOf(trace, "process_name").ShouldBe(["node/../1.7 (worker)"]);
        ChromeTrace.NamesOf(trace, "thread_name").ShouldBe(["device", "exchange"]);
    }

    [Fact]
    public void Slices_of_a_lane_that_overlap_get_threads_of_their_own()
    {
        var trace = Draw(new NodeTimeline(
            TimelineFolder.Worker,
            [new(TimelineKind.Step, 0, 10), new(TimelineKind.Step, 5, 10), new(TimelineKind.Step, 10, 10), new(TimelineKind.Step, 12, 1)],
            Damaged: 0,
            IsCut: false));
        ChromeTrace.NamesOf(trace, "thread_name").ShouldBe(["steps", "steps 2", "steps 3"]);
        trace.Count(happened => happened.GetProperty("ph").GetString() == "X").ShouldBe(4);
    }

    [Fact]
    public void What_overlaps_with_too_much_is_left_out_and_counted()
    {
        using var output = new MemoryStream();
        NodeTimeline many = new(TimelineFolder.Worker, [.. Enumerable.Repeat(new TimelineEntry(TimelineKind.Step, 0, 10), 100)], Damaged: 0, IsCut: false);
        PerfettoTrace.Write(output, [many]).ShouldBe(36);
        ChromeTrace.Check(output.ToArray()).Count(happened => happened.GetProperty("ph").GetString() == "X").ShouldBe(64);
    }

    [Fact]
    public void Ten_thousand_records_of_a_stranger_make_a_trace_that_opens()
    {
        var random = new Random(1);
        var kinds = Enum.GetValues<TimelineKind>();
        TimelineEntry[] entries = [.. Enumerable.Range(0, 10_000).Select(_ => new TimelineEntry(
            kinds[random.Next(kinds.Length)], random.NextInt64(1L << 53), random.NextInt64(1L << 53), Text: ((char)random.Next(0xD800)).ToString()))];
        Draw(new NodeTimeline(TimelineFolder.Worker, [.. entries.OrderBy(entry => entry.Begin)], Damaged: 0, IsCut: false)).ShouldNotBeEmpty();
    }

    static List<JsonElement> Draw(params NodeTimeline[] timelines)
    {
        using var output = new MemoryStream();
        PerfettoTrace.Write(output, timelines);
        return ChromeTrace.Check(output.ToArray());
    }
}
