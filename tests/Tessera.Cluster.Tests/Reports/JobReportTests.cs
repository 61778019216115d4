using System.Text;
using System.Text.Json;
using Tessera.Cluster.Tests.Shells;
using Tessera.Tiling;
using Tessera.Tiling.Machines;
using Tessera.Tiling.Tests.Machines;

namespace Tessera.Cluster.Tests.Reports;

/// <summary>What is told of jobs of a whole cluster, with a leader, orders and files.</summary>
public sealed class JobReportTests : IAsyncLifetime
{
    const int Steps = 4;

    static readonly JobPlan s_plan = ShellCluster.PlanOf($"{Steps}");
    static readonly TilePlan s_tiles = s_plan.Stages[0].Plan;

    readonly ShellCluster _cluster = new(nodes: 2);

    [Fact]
    public async Task Report_of_an_undisturbed_job_counts_everything_once()
    {
        _cluster.Pace = TimeSpan.FromMilliseconds(100);
        _cluster.StartLeader("leader");
        _cluster.StartNode(0);
        _cluster.StartNode(1);
        var id = await _cluster.SubmitAsync($"{Steps}");
        await _cluster.UntilReportedAsync(id);

        var report = JobReport.Read(_cluster.FilesOf(id));
        (report.Job, report.Outcome, report.Reason).ShouldBe((id.ToString(), "done", null));
        (report.EvaluationsAgain, report.StepsAgain).ShouldBe((0, 0));
        report.Tokens.ShouldBe(s_tiles.Window.Volume * s_tiles.Tiles.Length * Steps);
        (report.LocalBytes + report.RemoteBytes).ShouldBe(Steps * sizeof(ulong) * s_tiles.Tiles.Sum(tile => tile.Neighbours.Sum(neighbour => neighbour.Sent.Volume)));
        report.RemoteBytes.ShouldBe(report.Nodes.Sum(node => node.Phases["receive"].Bytes));
        report.Nodes.Select(node => node.Node).ShouldBe(["node-0", "node-1"]);
        report.Nodes.Sum(node => node.Phases["evaluate"].Tiles).ShouldBe(s_tiles.Tiles.Length * Steps);
        report.Nodes.Sum(node => node.Phases["save"].Count).ShouldBeInRange(s_tiles.Tiles.Length * (Steps - 1), s_tiles.Tiles.Length * Steps); // a job need not wait for the last
        report.Nodes.Sum(node => node.Phases["handover"].Count).ShouldBe(s_tiles.Tiles.Length);
        report.Nodes.ShouldAllBe(node => node.Lost == 0 && !node.IsFull && node.Dropped == 0);
        report.Stages.Single().Tiles.ShouldBe(s_tiles.Tiles.Length);
        (report.Epochs.Single().Epoch, report.Epochs.Single().Why).ShouldBe((1, "the job is new"));
        report.Commits.ShouldBe(new Dictionary<string, long>(StringComparer.Ordinal) { ["done"] = (await _cluster.FindAsync(id)).Row.Revision });
    }

    [Fact]
    public async Task Report_of_a_job_that_lost_a_node_says_why_and_what_was_computed_again()
    {
        var held = new TaskCompletionSource();
        var evaluations = 0;
        _cluster.Before = (name, token) => name == "Evaluate" && Interlocked.Increment(ref evaluations) > 4 ? held.Task.WaitAsync(token) : Task.CompletedTask;
        _cluster.StartLeader("leader");
        _cluster.StartNode(0);
        var (_, stop) = _cluster.StartNode(1);
        var id = await _cluster.SubmitAsync($"{Steps}");
        await _cluster.UntilAsync(async () => (await _cluster.FindAsync(id)).Row.Cuts.Length > 0);
        await stop();
        held.SetResult();
        await _cluster.UntilReportedAsync(id);

        var report = JobReport.Read(_cluster.FilesOf(id));
        report.Outcome.ShouldBe("done");
        _cluster.PictureOf(id).ShouldBe(Jobs.Expected(s_plan));
        var change = report.Epochs[^1];
        change.Epoch.ShouldBeGreaterThan(1);
        change.Step.ShouldBeGreaterThan(0);
        report.Epochs.ShouldContain(epoch => epoch.Why == "node-1.2 is dead");

        // What was computed again is counted by what nodes did, and is no more than the leader allowed.
        report.StepsAgain.ShouldBeLessThanOrEqualTo(MachineLimits.CutsAhead * (report.Epochs.Count - 1));
        report.Nodes.Sum(node => node.Phases["evaluate"].Tiles).ShouldBe((s_tiles.Tiles.Length * Steps) + report.EvaluationsAgain);
        report.Nodes.ShouldContain(node => node.Node == "node-1" && node.Phases.ContainsKey("evaluate"));
    }

    [Fact]
    public async Task Report_is_written_once_the_job_has_ended_and_holds_what_was_found_in_the_picture()
    {
        _cluster.StartLeader("leader");
        _cluster.StartNode(0);
        var id = await _cluster.SubmitAsync("1");
        _cluster.FilesOf(id).Create();
        _cluster.FilesOf(id).SavePictureFacts("""{ "sha256_pixels": "00" }"""u8);
        await _cluster.UntilReportedAsync(id);

        var json = JsonDocument.Parse(await File.ReadAllBytesAsync(_cluster.FilesOf(id).ReportPath)).RootElement;
        (json.GetProperty("version").GetInt32(), json.GetProperty("outcome").GetString()).ShouldBe((1, "done"));
        json.GetProperty("picture").GetProperty("sha256_pixels").GetString().ShouldBe("00");
        json.GetProperty("nodes")[0].GetProperty("phases").GetProperty("evaluate").GetProperty("tokens").GetInt64().ShouldBeGreaterThan(0);
        Directory.GetFiles(_cluster.FilesOf(id).Path, "*.part").ShouldBeEmpty();
    }

    [Fact]
    public async Task Report_of_a_job_whose_leader_died_before_it_told_of_the_end_has_the_same_numbers()
    {
        _cluster.Pace = TimeSpan.FromMilliseconds(100);
        _cluster.StartLeader("leader");
        var (_, stop) = _cluster.StartNode(0);
        var id = await _cluster.SubmitAsync($"{Steps}");
        await _cluster.UntilReportedAsync(id);
        var files = _cluster.FilesOf(id);
        await stop(); // it may still store the last states
        var row = (await _cluster.FindAsync(id)).Row;
        var told = JobReport.Read(files, row);
        var kept = JsonSerializer.Deserialize(await File.ReadAllBytesAsync(files.ReportPath), ReportJson.Default.JobReport)!;

        files.DeleteReport();
        var leader = Directory.GetFiles(files.Timelines).Single(path => Path.GetFileName(path).StartsWith("leader", StringComparison.Ordinal));
        await File.WriteAllLinesAsync(leader, (await File.ReadAllLinesAsync(leader)).Where(line => !line.Contains("\"ended\"", StringComparison.Ordinal)));

        JobReport.Read(files).Outcome.ShouldBeNull();
        var untold = JobReport.Read(files, row);
        (untold.Outcome, untold.Reason).ShouldBe(("done", null));
        Encoding.UTF8.GetString((untold with { EndedAt = told.EndedAt, Seconds = told.Seconds }).ToJson()).ShouldBe(Encoding.UTF8.GetString(told.ToJson()));
        foreach (var report in (JobReport[])[kept, told])
        {
            // What a node notes after the leader told is in no number but its own time.
            (report.Outcome, report.Tokens, report.LocalBytes, report.RemoteBytes, report.EvaluationsAgain).ShouldBe((untold.Outcome, untold.Tokens, untold.LocalBytes, untold.RemoteBytes, untold.EvaluationsAgain));
            report.Stages.ShouldBe(untold.Stages);
            report.Epochs.ShouldBe(untold.Epochs);
            report.Commits.ShouldBe(untold.Commits);
            report.Leaders.ShouldBe(untold.Leaders);
        }
    }

    [Fact]
    public void Report_with_a_node_that_had_no_tiles_is_read_again()
    {
        var node = new NodeReport
        {
            Node = "node", Incarnation = 1, Seconds = 0, Tokens = 0, Phases = new Dictionary<string, PhaseReport>(StringComparer.Ordinal), Waits = new Dictionary<string, double>(StringComparer.Ordinal),
            LocalBytes = 0, RemoteBytes = 0, Dropped = 0, Lost = 0, IsFull = false,
        };
        var report = new JobReport { Job = "job", Stages = [], Nodes = [node], Leaders = [], Epochs = [], Commits = new Dictionary<string, long>(StringComparer.Ordinal) };

        JsonSerializer.Deserialize(report.ToJson(), ReportJson.Default.JobReport)!.Nodes.Single().Accounted.ShouldBeNull();
    }

    [Fact]
    public async Task Damaged_facts_of_a_picture_are_passed_over()
    {
        var files = _cluster.FilesOf(await _cluster.SubmitAsync("1"));
        files.Create();
        foreach (var facts in (string[])["{", new string('[', 100), new string(' ', Limits.PictureFactsBytes + 1)])
        {
            await File.WriteAllTextAsync(files.PicturePath, facts);
            JobReport.Read(files).Picture.ShouldBeNull();
        }
    }

    [Fact]
    public async Task Cancelled_job_has_a_report_too()
    {
        _cluster.Before = (name, token) => name == "Evaluate" ? Task.Delay(Timeout.Infinite, token) : Task.CompletedTask;
        _cluster.StartLeader("leader");
        _cluster.StartNode(0);
        var id = await _cluster.SubmitAsync("1");
        await _cluster.UntilAsync(async () => (await _cluster.FindAsync(id)).Row.Workers.Length > 0);
        await _cluster.Store.CancelAsync(id, by: null, CancellationToken.None);
        await _cluster.UntilReportedAsync(id);
        JobReport.Read(_cluster.FilesOf(id)).Outcome.ShouldBe("cancelled");
    }

    [Fact]
    public async Task Timelines_of_a_job_make_a_trace_that_opens_and_accounts_for_each_node()
    {
        _cluster.StartLeader("leader");
        _cluster.StartNode(0);
        _cluster.StartNode(1);
        var id = await _cluster.SubmitAsync($"{Steps}");
        await _cluster.UntilReportedAsync(id);
        await _cluster.UntilAsync(() => Task.FromResult(TimelineReader.Read(_cluster.FilesOf(id)).Count(IsReleased) == 2));

        using var output = new MemoryStream();
        PerfettoTrace.Write(output, TimelineReader.Read(_cluster.FilesOf(id))).ShouldBe(0);
        var events = ChromeTrace.Check(output.ToArray());
        ChromeTrace.NamesOf(events, "process_name").ShouldBe(["leader.3 (leader)", "node-0.1 (worker)", "node-1.2 (worker)"]);
        foreach (var name in (string[])["evaluate", "fuse", "core", "send", "receive", "save", "handover", "denoising", "stitching", "commit", "epoch", "ended"])
        {
            events.ShouldContain(happened => happened.GetProperty("name").GetString() == name);
        }

        // The clock runs twenty times as fast as the machines: NodeTraceTests has the exact share.
        JobReport.Read(_cluster.FilesOf(id)).Nodes.ShouldAllBe(node => node.Seconds > 0 && node.Accounted > 0.3);
    }

    [Fact]
    public void Report_is_read_as_it_was_written()
    {
        var report = new JobReport { Job = "1", Stages = [new(0, 1, 2, 3, 4, 5)], Nodes = [], Leaders = ["a"], Epochs = [new(1, default, 0, 0, 0, null)], Commits = new Dictionary<string, long>(StringComparer.Ordinal) { ["done"] = 1 } };
        JobReport.Parse(report.ToJson()).ToJson().ShouldBe(report.ToJson());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{ "job": "1", "stages": null, "nodes": [], "leaders": [], "epochs": [], "commits": {} }""")]
    [InlineData("""{ "job": "1", "stages": [null], "nodes": [], "leaders": [], "epochs": [], "commits": {} }""")]
    [InlineData("""{ "job": "1", "stages": [], "nodes": [null], "leaders": [], "epochs": [], "commits": {} }""")]
    [InlineData("""{ "job": "1", "job": "2", "stages": [], "nodes": [], "leaders": [], "epochs": [], "commits": {} }""")]
    public void What_is_no_report_is_refused(string json) => Should.Throw<InvalidDataException>(() => JobReport.Parse(System.Text.Encoding.UTF8.GetBytes(json)));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    static bool IsReleased(NodeTimeline timeline) => timeline.Entries.Any(entry => entry.Kind is TimelineKind.Released);
}
