using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Tessera.Cluster;
using Tessera.Server.Problems;
using Tessera.Server.Tests.Jobs;
using Tessera.Tiling.Machines;

namespace Tessera.Server.Tests.Images;

public sealed class ImageTests
{
    [Fact]
    public async Task Pictures_are_answered_when_they_are_drawn()
    {
        await using var server = await RunningServer.StartAsync();
        var asking = AskAsync(server, """{"prompt":"lake","size":"64x64","n":2,"seed":7,"model":"gpt-image-1","background":"auto"}""");
        foreach (var job in await SubmittedAsync(server, 2))
        {
            await DrawAsync(server, job, [1, 2, (byte)job.Number]);
        }

        var answer = JsonNode.Parse(await (await asking).Content.ReadAsStringAsync())!;
        answer["data"]!.AsArray().Select(item => Convert.FromBase64String(item!["b64_json"]!.GetValue<string>())).ShouldBe([[1, 2, 1], [1, 2, 2]]);
    }

    [Fact]
    public async Task Stages_are_streamed_before_the_picture()
    {
        await using var server = await RunningServer.StartAsync();
        using var answer = await AskAsync(server, """{"prompt":"lake","size":"256x256","stream":true,"partial_images":1}""");
        var job = (await SubmittedAsync(server, 1)).Single();
        var drawing = DrawAsync(server, job, [4, 5, 6]);
        var events = new List<(string Type, JsonNode Data)>();
        var parser = SseParser.Create(await answer.Content.ReadAsStreamAsync(), (_, data) => JsonNode.Parse(data)!);
        await foreach (var item in parser.EnumerateAsync())
        {
            events.Add((item.EventType, item.Data));
        }

        await drawing;
        events.Select(item => item.Type).ShouldBe(["image_generation.partial_image", "image_generation.completed"]);
        events.Select(item => Convert.FromBase64String(item.Data["b64_json"]!.GetValue<string>())).ShouldBe([[0], [4, 5, 6]]);
        events[0].Data["partial_image_index"]!.GetValue<int>().ShouldBe(0);
        events[1].Data["size"]!.GetValue<string>().ShouldBe("256x256");
    }

    [Fact]
    public async Task A_repeated_request_finds_its_pictures()
    {
        await using var server = await RunningServer.StartAsync();
        const string Body = """{"prompt":"lake","size":"64x64"}"""; // its seed is random
        var first = AskAsync(server, Body, key: "abc");
        var job = (await SubmittedAsync(server, 1)).Single();
        await DrawAsync(server, job, [1]);
        var (one, two) = (await (await first).Content.ReadAsStringAsync(), await (await AskAsync(server, Body, key: "abc")).Content.ReadAsStringAsync());
        JsonNode.Parse(two)!["data"]!.ToJsonString().ShouldBe(JsonNode.Parse(one)!["data"]!.ToJsonString());
        (await server.Store.ListAsync(new(10), CancellationToken.None)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_refused_midway_leaves_no_job_behind()
    {
        var cost = await CostAsync();
        await using var server = await RunningServer.StartAsync(options => options with { Quota = 2 * cost });
        (await RunningServer.ProblemAsync(await AskAsync(server, """{"prompt":"lake","size":"64x64","n":3}"""))).ShouldBe(ProblemKinds.QuotaExceeded);
        (await server.Store.ListAsync(new(10), CancellationToken.None)).Select(job => job.IsCancelled).ShouldBe([true, true]);
    }

    [Fact]
    public async Task One_that_fails_takes_the_others_along()
    {
        await using var server = await RunningServer.StartAsync();
        var asking = AskAsync(server, """{"prompt":"lake","size":"64x64","n":2}""");
        var jobs = await SubmittedAsync(server, 2);
        await server.EndAsync(jobs[0].Id.ToString(), JobOutcome.Failed);
        (await RunningServer.ProblemAsync(await asking)).ShouldBe(ProblemKinds.NotDrawable);
        (await server.Store.FindAsync(jobs[1].Id, tenant: null, CancellationToken.None))!.IsCancelled.ShouldBeTrue();
    }

    [Fact]
    public async Task A_server_that_ends_says_so_and_leaves_the_job_to_who_comes_back()
    {
        await using var server = await RunningServer.StartAsync();
        var asking = AskAsync(server, """{"prompt":"lake","size":"64x64"}""", key: "abc");
        var job = (await SubmittedAsync(server, 1)).Single();
        var stopping = server.App.StopAsync();
        (await RunningServer.ProblemAsync(await asking)).ShouldBe(ProblemKinds.NotReady);
        await stopping;
        (await server.Store.FindAsync(job.Id, tenant: null, CancellationToken.None))!.IsCancelled.ShouldBeFalse();
    }

    [Fact]
    public async Task Who_goes_away_cancels_the_job()
    {
        await using var server = await RunningServer.StartAsync();
        using var gone = new CancellationTokenSource();
        var asking = server.Client.PostAsync("/v1/images/generations", Content("""{"prompt":"lake","size":"64x64"}"""), gone.Token);
        var job = (await SubmittedAsync(server, 1)).Single();
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(asking);
        while (!(await server.Store.FindAsync(job.Id, tenant: null, CancellationToken.None))!.IsCancelled)
        {
            await Task.Yield();
        }
    }

    [Theory]
    [InlineData("""{"prompt":"lake","n":5}""", "malformed-request")]
    [InlineData("""{"prompt":"lake","n":2,"stream":true}""", "malformed-request")]
    [InlineData("""{"prompt":"lake","partial_images":1}""", "malformed-request")]
    [InlineData("""{"prompt":"lake","response_format":"url"}""", "malformed-request")]
    [InlineData("""{"prompt":"no such tag"}""", "not-drawable")]
    [InlineData("{}", "malformed-request")]
    public async Task What_cannot_be_is_refused(string body, string kind)
    {
        await using var server = await RunningServer.StartAsync();
        (await RunningServer.ProblemAsync(await AskAsync(server, body))).Name.ShouldBe(kind);
    }

    [Fact]
    public async Task A_job_that_fails_is_a_problem()
    {
        await using var server = await RunningServer.StartAsync();
        var asking = AskAsync(server, """{"prompt":"lake","size":"64x64"}""");
        var job = (await SubmittedAsync(server, 1)).Single();
        await server.EndAsync(job.Id.ToString(), JobOutcome.Failed, "so");
        var answer = await asking;
        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await RunningServer.ProblemAsync(answer)).ShouldBe(ProblemKinds.NotDrawable);
    }

    static Task<HttpResponseMessage> AskAsync(RunningServer server, string body, string? key = null) => server.SendAsync(
        HttpMethod.Post,
        "/v1/images/generations",
        change: request =>
        {
            request.Content = Content(body);
            if (key is not null)
            {
                request.Headers.Add("Idempotency-Key", key);
            }
        });

    static async Task<long> CostAsync()
    {
        await using var server = await RunningServer.StartAsync();
        return (await server.ValidateAsync(new() { Request = new() { Prompt = "lake", Size = "64x64" } })).Cost;
    }

    static StringContent Content(string body) => new(body, null, "application/json");

    /// <summary>Waits for the jobs of a request.</summary>
    static async Task<IReadOnlyList<JobRecord>> SubmittedAsync(RunningServer server, int count)
    {
        IReadOnlyList<JobRecord> jobs = [];
        while (jobs.Count < count)
        {
            await Task.Yield();
            jobs = await server.Store.ListAsync(new(10), CancellationToken.None);
        }

        return [.. jobs.OrderBy(job => job.Number)];
    }

    /// <summary>What a cluster does, in short: every stage before the last is a byte with its number.</summary>
    static async Task DrawAsync(RunningServer server, JobRecord job, byte[] picture)
    {
        var stages = Engine.Requests.PictureDocument.Parse(job.Document).Stages.Count;
        var folder = new ArtifactFolder(server.Artifacts, job.Id);
        folder.Create();
        for (var stage = 0; stage < stages; stage++)
        {
            var isLast = stage == stages - 1;
            await File.WriteAllBytesAsync(folder.StagePath(stage), isLast ? picture : [(byte)stage]);
            await server.CommitAsync(job.Id.ToString(), row => isLast ? row with { Outcome = JobOutcome.Done } : row with { Stage = stage + 1, Epoch = row.Epoch.Next });
            await Task.Yield();
        }
    }
}
