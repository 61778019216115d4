using System.Net;
using System.Net.Http.Headers;
using Tessera.Cluster;
using Tessera.Server.Problems;
using Tessera.Tiling.Machines;

namespace Tessera.Server.Tests.Jobs;

public sealed class JobFileTests
{
    static readonly byte[] Picture = [.. Enumerable.Range(0, 1000).Select(i => (byte)i)];

    [Fact]
    public async Task A_picture_comes_whole_in_parts_and_not_twice()
    {
        await using var server = await RunningServer.StartAsync();
        var path = (await DoneAsync(server)).Path + "/result";
        var whole = await server.Client.GetAsync(path);
        (await whole.Content.ReadAsByteArrayAsync()).ShouldBe(Picture);
        whole.Content.Headers.ContentType!.MediaType.ShouldBe("image/png");
        var tag = whole.Headers.ETag!;
        var part = await server.SendAsync(HttpMethod.Get, path, change: request => (request.Headers.Range, request.Headers.IfRange) = (new(990, null), new(tag)));
        part.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        (await part.Content.ReadAsByteArrayAsync()).ShouldBe(Picture[990..]);
        var same = await server.SendAsync(HttpMethod.Get, path, change: request => request.Headers.IfNoneMatch.Add(tag));
        same.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        var outside = await server.SendAsync(HttpMethod.Get, path, change: request => request.Headers.Range = new(1000, null));
        (await RunningServer.ProblemAsync(outside)).ShouldBe(ProblemKinds.RangeOutside);
        var other = await server.SendAsync(HttpMethod.Get, path, change: request => (request.Headers.Range, request.Headers.IfRange) = (new(990, null), new(new EntityTagHeaderValue("\"x\""))));
        other.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_picture_is_found_where_the_folder_is_named_from_here()
    {
        await using var server = await RunningServer.StartAsync(options => options with { Artifacts = Path.GetRelativePath(".", options.Artifacts) });
        var (folder, path) = await DoneAsync(server);
        await File.WriteAllBytesAsync(folder.PreviewPath, Picture);
        (await server.Client.GetByteArrayAsync(path + "/result")).ShouldBe(Picture);
        (await server.Client.GetByteArrayAsync(path + "/preview")).ShouldBe(Picture);
    }

    [Fact]
    public async Task There_is_no_picture_before_the_end_nor_of_a_job_that_failed_nor_when_its_files_are_lost()
    {
        await using var server = await RunningServer.StartAsync();
        var job = await (await server.SubmitAsync()).JobAsync();
        var path = $"/v1/jobs/{job.Id}/result";
        (await RunningServer.ProblemAsync(await server.Client.GetAsync(path))).ShouldBe(ProblemKinds.NotThereYet);
        await server.EndAsync(job.Id, JobOutcome.Failed, "so");
        var failed = await server.Client.GetAsync(path);
        (await RunningServer.ProblemAsync(failed)).ShouldBe(ProblemKinds.JobEnded);
        (await failed.Content.ReadAsStringAsync()).ShouldContain("so");
        var (folder, done) = await DoneAsync(server);
        folder.Delete();
        (await RunningServer.ProblemAsync(await server.Client.GetAsync(done + "/result"))).ShouldBe(ProblemKinds.JobGone);
    }

    [Fact]
    public async Task A_preview_and_a_report_come_when_they_are_there()
    {
        await using var server = await RunningServer.StartAsync();
        var (folder, path) = await DoneAsync(server);
        (await RunningServer.ProblemAsync(await server.Client.GetAsync(path + "/preview"))).ShouldBe(ProblemKinds.NotThereYet);
        (await RunningServer.ProblemAsync(await server.Client.GetAsync(path + "/report"))).ShouldBe(ProblemKinds.NotThereYet);
        await File.WriteAllBytesAsync(folder.PreviewPath, Picture);
        Directory.CreateDirectory(folder.Timelines);
        var preview = await server.Client.GetAsync(path + "/preview");
        (await preview.Content.ReadAsByteArrayAsync()).ShouldBe(Picture);
        var same = await server.SendAsync(HttpMethod.Get, path + "/preview", change: request => request.Headers.IfNoneMatch.Add(preview.Headers.ETag!));
        same.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        var report = JobReport.Parse(await server.Client.GetByteArrayAsync(path + "/report"));
        (report.Job, report.Outcome).ShouldBe((folder.Job.ToString(), "done")); // no leader has noted it: the store knows
    }

    [Fact]
    public async Task A_deleted_job_leaves_no_files()
    {
        await using var server = await RunningServer.StartAsync();
        var (folder, path) = await DoneAsync(server);
        (await server.Client.DeleteAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        Directory.Exists(folder.Path).ShouldBeFalse();
    }

    /// <summary>A job that is done, with its picture.</summary>
    static async Task<(ArtifactFolder Folder, string Path)> DoneAsync(RunningServer server)
    {
        var job = await (await server.SubmitAsync()).JobAsync();
        JobId.TryParse(job.Id, out var id).ShouldBeTrue();
        var folder = new ArtifactFolder(server.Artifacts, id);
        folder.Create();
        await File.WriteAllBytesAsync(folder.StagePath(0), Picture);
        await server.EndAsync(job.Id, JobOutcome.Done);
        return (folder, $"/v1/jobs/{job.Id}");
    }
}
