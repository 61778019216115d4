using System.Diagnostics;

namespace Tessera.Cluster.Tests.Timelines;

public sealed class TimelineTests : IDisposable
{
    readonly TimelineFolder _folder = new();
    readonly ManualTime _time = new();

    [Fact]
    public async Task What_is_noted_is_in_the_file_before_the_member_ends()
    {
        await using var timeline = new Timeline(_time);
        var log = timeline.Open(_folder.Path, TimelineFolder.Worker);
        log.Add(new(TimelineKind.Assigned, log.Now));
        await timeline.FlushAsync();

        // As after a kill: nobody has closed anything.
        TimelineReader.Read(_folder.Job).Single().Entries.Single().Kind.ShouldBe(TimelineKind.Assigned);
        Path.GetFileName(Directory.GetFiles(_folder.Path).Single()).ShouldBe("node%2F..%2F1.7.jsonl");
    }

    [Fact]
    public async Task Clock_is_the_hosts_when_the_log_is_opened_and_monotonic_from_then_on()
    {
        await using var timeline = new Timeline(_time);
        _time.Advance(TimeSpan.FromSeconds(5));
        var log = timeline.Open(_folder.Path, TimelineFolder.Worker);
        var before = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromMilliseconds(3));
        (log.At(before), log.Now).ShouldBe((5_000_000, 5_003_000));
    }

    [Fact]
    public async Task Jobs_have_files_of_their_own_and_a_member_goes_on_where_it_was()
    {
        using var other = new TimelineFolder();
        await using (var timeline = new Timeline(_time))
        {
            var (first, second) = (timeline.Open(_folder.Path, TimelineFolder.Worker), timeline.Open(other.Path, TimelineFolder.Worker));
            first.Add(new(TimelineKind.Assigned, 1));
            second.Add(new(TimelineKind.Assigned, 2));
            first.Add(new(TimelineKind.Released, 3));
            timeline.Open(_folder.Path, TimelineFolder.Worker).Add(new(TimelineKind.Assigned, 4));
        }

        TimelineReader.Read(_folder.Job).Single().Entries.Select(entry => entry.Begin).ShouldBe([1, 3, 4]);
        TimelineReader.Read(other.Job).Single().Entries.Select(entry => entry.Begin).ShouldBe([2]);
    }

    [Fact]
    public async Task Full_buffer_loses_records_counts_them_and_never_waits()
    {
        await using (var timeline = new Timeline(_time, most: 4))
        {
            var log = timeline.Open(_folder.Path, TimelineFolder.Worker);
            var watch = Stopwatch.StartNew();
            for (var i = 0; i < 200_000; i++)
            {
                log.Add(new(TimelineKind.Send, i));
            }

            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10)); // 200,000 waits for a disk would be more
            await timeline.FlushAsync();
            log.Add(new(TimelineKind.Released, 200_000));
            await timeline.FlushAsync();
        }

        var read = TimelineReader.Read(_folder.Job).Single();
        var written = read.Entries.Count(entry => entry.Kind is TimelineKind.Send);
        read.Lost.ShouldBeGreaterThan(0);
        (written + read.Lost).ShouldBe(200_000);
    }

    [Fact]
    public void File_with_as_many_bytes_as_it_may_have_says_so_and_grows_no_more()
    {
        var file = new TimelineFile(_folder.FileOf(TimelineFolder.Worker), TimelineFolder.Worker, begin: 0, most: 2000);
        for (var i = 0; i < 1000; i++)
        {
            file.Append(new(TimelineKind.Send, i));
            file.Flush();
        }

        file.Close();
        new FileInfo(_folder.FileOf(TimelineFolder.Worker)).Length.ShouldBeLessThan(2100);
        var read = TimelineReader.Read(_folder.Job).Single();
        read.IsFull.ShouldBeTrue();
        read.Entries.Count(entry => entry.Kind is TimelineKind.Full).ShouldBe(1);
        NodeReportBuilder.Build(read).IsFull.ShouldBeTrue();
    }

    [Fact]
    public void What_the_disk_refuses_is_lost_and_the_next_record_says_how_much()
    {
        File.WriteAllText(_folder.Job.Path, "a file where the folder should be");
        var file = new TimelineFile(_folder.FileOf(TimelineFolder.Worker), TimelineFolder.Worker, begin: 0);
        file.Append(new(TimelineKind.Send, 1));
        file.Append(new(TimelineKind.Send, 2));
        file.Flush();
        file.Append(new(TimelineKind.Send, 3)); // with the news of the two
        file.Flush();
        File.Delete(_folder.Job.Path);
        file.Append(new(TimelineKind.Send, 4));
        file.Flush();
        file.Close();

        var read = TimelineReader.Read(_folder.Job).Single();
        read.Lost.ShouldBe(3);
        read.Entries.Count(entry => entry.Kind is TimelineKind.Send).ShouldBe(1);
    }

    [Fact]
    public async Task Member_without_a_folder_notes_nothing()
    {
        await using var timeline = new Timeline(_time);
        timeline.Open(folder: null, TimelineFolder.Worker).Add(new(TimelineKind.Send, 1));
        await timeline.FlushAsync();
        Directory.Exists(_folder.Path).ShouldBeFalse();
    }

    public void Dispose() => _folder.Dispose();
}
