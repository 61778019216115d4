using System.Text;

namespace Tessera.Cluster.Tests.Timelines;

public sealed class TimelineReaderTests : IDisposable
{
    static readonly TimelineEntry s_whole = new(
        TimelineKind.Step, 1_700_000_000_000_001, 2, Epoch: 3, Stage: 4, Step: 0, Evaluation: 6, Tiles: 7, Tokens: 8, Bytes: 9, LocalBytes: 10, Count: 11, Text: "näh \"x\"\n\0");

    readonly TimelineFolder _folder = new();

    [Fact]
    public void Everything_that_was_written_is_read()
    {
        TimelineEntry[] written = [.. Enum.GetValues<TimelineKind>().Skip(1).Select((kind, i) => new TimelineEntry(kind, i)), s_whole];
        var read = TimelineFolder.Read(TimelineFolder.Lines(TimelineFolder.Worker, written));
        read.Member.ShouldBe(TimelineFolder.Worker);
        read.Entries.ShouldBe(written);
        (read.Damaged, read.IsCut).ShouldBe((0, false));
    }

    [Theory]
    [InlineData("rubbish")]
    [InlineData("""{"k":"save"}{}""")]
    [InlineData("""{"k":"save","t":1,"t":{}}""")]
    [InlineData("""{"k":"dance","t":1}""")]
    [InlineData("""{"k":7,"t":1}""")]
    [InlineData("""{"t":1}""")]
    [InlineData("""{"k":"save","t":-1}""")]
    [InlineData("""{"k":"save","t":1e300}""")]
    [InlineData("""{"k":"save","t":1,"d":9223372036854775807}""")]
    [InlineData("""{"k":"save","t":1,"tiles":2147483648}""")]
    [InlineData("""{"k":"save","t":1,"more":1}""")]
    [InlineData("""{"k":"save","t":1,"text":"\ud800"}""")]
    [InlineData("""{"k":"member","t":1}""")]
    [InlineData("[[[[[[")]
    public void Line_that_is_no_record_is_passed_over_and_counted(string line)
    {
        var good = TimelineFolder.Lines(TimelineFolder.Worker, s_whole);
        var read = TimelineFolder.Read([.. good, .. Encoding.UTF8.GetBytes(line), (byte)'\n', .. good]);
        read.Entries.ShouldBe([s_whole, s_whole]);
        read.Damaged.ShouldBe(1);
    }

    [Fact]
    public void Line_that_is_too_long_is_passed_over_without_keeping_it()
    {
        var good = TimelineFolder.Lines(TimelineFolder.Worker, s_whole);
        foreach (var length in (int[])[Limits.TimelineLineBytes + 1, 127 * 1024, 128 * 1024, 1_000_000])
        {
            var read = TimelineFolder.Read([.. good, .. Enumerable.Repeat((byte)' ', length), (byte)'\n', .. good]);
            (read.Entries.Count, read.Damaged).ShouldBe((2, 1), $"{length}");
        }
    }

    [Fact]
    public void Last_line_counts_if_it_is_whole_and_is_damaged_if_a_crash_tore_it()
    {
        var good = TimelineFolder.Lines(TimelineFolder.Worker, s_whole);
        var whole = TimelineFolder.Read(good[..^1]);
        (whole.Entries.Count, whole.Damaged).ShouldBe((1, 0));
        var torn = TimelineFolder.Read(good[..^2]);
        (torn.Entries.Count, torn.Damaged).ShouldBe((0, 1));
    }

    [Fact]
    public void No_more_is_read_than_the_bounds_allow()
    {
        byte[] ten = [.. Enumerable.Repeat(TimelineFolder.Lines(null, s_whole), 10).SelectMany(line => line)];
        var few = TimelineFolder.Read(ten, mostEntries: 4);
        (few.Entries.Count, few.IsCut, few.Damaged).ShouldBe((4, true, 0));

        byte[] large = [.. Enumerable.Repeat(ten, 400).SelectMany(lines => lines)];
        var some = TimelineFolder.Read(large, mostBytes: large.Length / 2);
        (some.Entries.Count, some.IsCut).ShouldSatisfyAllConditions(read => read.Item1.ShouldBeInRange(1, 3999), read => read.Item2.ShouldBeTrue());
    }

    [Fact]
    public void Ten_thousand_damaged_timelines_are_read_without_a_throw()
    {
        var random = new Random(1);
        var good = TimelineFolder.Lines(TimelineFolder.Worker, s_whole, new(TimelineKind.Assigned, 5), new(TimelineKind.Idle, 6, 10, Text: "leader"));
        var damaged = 0L;
        for (var i = 0; i < 10_000; i++)
        {
            var read = TimelineFolder.Read(Mutations.Apply(good, random));
            damaged += read.Damaged;
            read.Coverage().Accounted.ShouldBeLessThanOrEqualTo(read.Coverage().Wall);
            NodeReportBuilder.Build(read).Lost.ShouldBeGreaterThanOrEqualTo(read.Damaged);
        }

        damaged.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void File_that_does_not_say_whose_it_is_is_named_after_itself()
    {
        TimelineFolder.Read(TimelineFolder.Lines(null, s_whole)).Member.Member.Name.ShouldBe("file.1");
        TimelineFolder.Read(TimelineFolder.Lines(null, s_whole, new(TimelineKind.Denoising, 1, 1))).Member.IsLeader.ShouldBeTrue();
    }

    [Fact]
    public void Job_without_timelines_has_none() => TimelineReader.Read(_folder.Job).ShouldBeEmpty();

    public void Dispose() => _folder.Dispose();
}
