using System.Net;
using System.Net.Http.Json;
using Tessera.Cluster;
using Tessera.Server.Contracts;
using Tessera.Server.Problems;

namespace Tessera.Server.Tests.Jobs;

public sealed class JobRouteTests
{
    [Fact]
    public async Task A_job_is_accepted_and_found_where_the_answer_says()
    {
        await using var server = await RunningServer.StartAsync();
        var answer = await server.SubmitAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var job = await answer.JobAsync();
        answer.Headers.Location!.ToString().ShouldBe($"/v1/jobs/{job.Id}");
        job.State.ShouldBe(JobState.Waiting);
        job.Waits.ShouldBe(new(WaitReason.Leader, 1)); // nobody leads here
        job.Cost.ShouldBeGreaterThan(0);
        job.Request!.Prompt.ShouldBe(Asked.Prompt);
        var found = await server.JobAsync(job.Id);
        (found.Id, found.Version, found.Priority).ShouldBe((job.Id, 1, JobSubmission.DefaultPriority));
    }

    [Fact]
    public async Task A_repeated_request_is_the_same_job()
    {
        await using var server = await RunningServer.StartAsync();
        var first = await (await server.SubmitAsync(key: "abc")).JobAsync();
        (await (await server.SubmitAsync(key: "abc")).JobAsync()).Id.ShouldBe(first.Id);
        (await (await server.SubmitAsync(key: "other")).JobAsync()).Id.ShouldNotBe(first.Id, StringComparer.Ordinal);
        (await RunningServer.ProblemAsync(await server.SubmitAsync(Asked.Job(seed: 8), "abc"))).ShouldBe(ProblemKinds.KeyReused);
    }

    [Fact]
    public async Task Repeated_at_the_same_moment_it_is_the_same_job_too()
    {
        await using var server = await RunningServer.StartAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => server.SubmitAsync(key: "abc")));
        var ids = await Task.WhenAll(answers.Select(async answer => (await answer.JobAsync()).Id));
        ids.Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
        (await server.Store.ListAsync(new(10), CancellationToken.None)).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\tb")]
    public async Task An_idempotency_key_that_is_none_is_refused(string key)
    {
        await using var server = await RunningServer.StartAsync();
        (await RunningServer.ProblemAsync(await server.SubmitAsync(key: key))).ShouldBe(ProblemKinds.Malformed);
    }

    [Fact]
    public async Task What_a_request_does_not_say_is_as_its_parameters_say()
    {
        await using var server = await RunningServer.StartAsync();
        var answer = await server.Client.PostAsync("/v1/jobs", new StringContent("""{"request":{"prompt":"lake","size":"64x64"}}""", null, "application/json"));
        (await answer.JobAsync()).Request.ShouldBe(new() { Prompt = "lake", Size = "64x64" });
    }

    [Theory]
    [InlineData("""{"request":{"prompt":"no such tag","size":"64x64"}}""", "not-drawable")]
    [InlineData("""{"request":{"prompt":"lake","size":"63x64"}}""", "not-drawable")]
    [InlineData("""{"request":{"prompt":"lake","size":"64x64","steps":1001}}""", "not-drawable")]
    [InlineData("""{"request":{"prompt":"lake","size":"64x64"},"priority":10}""", "malformed-request")]
    [InlineData("""{"request":{"prompt":"lake","size":"64x64"},"model_sha256":"00"}""", "wrong-model")]
    [InlineData("""{"request":{"prompt":"lake","size":"64x64","wire":1}}""", "malformed-request")]
    [InlineData("""{"request":{"prompt":"lake","size":"64x64","sized":1}}""", "malformed-request")]
    [InlineData("""{"request":{"prompt":"lake","size":"64x64","size":"64x64"}}""", "malformed-request")]
    [InlineData("""{"request":null}""", "malformed-request")]
    [InlineData("{}", "malformed-request")]
    [InlineData("null", "malformed-request")]
    [InlineData("", "malformed-request")]
    public async Task What_cannot_be_drawn_is_refused_at_once(string body, string kind)
    {
        await using var server = await RunningServer.StartAsync();
        var answer = await server.Client.PostAsync("/v1/jobs", new StringContent(body, null, "application/json"));
        (await RunningServer.ProblemAsync(answer)).Name.ShouldBe(kind);
        (await server.Store.ListAsync(new(10), CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_quota_counts_pixels_times_steps_of_open_jobs()
    {
        var cost = await CostAsync();
        await using var server = await RunningServer.StartAsync(options => options with { Quota = cost });
        var job = await (await server.SubmitAsync()).JobAsync();
        (await RunningServer.ProblemAsync(await server.SubmitAsync())).ShouldBe(ProblemKinds.QuotaExceeded);
        (await RunningServer.ProblemAsync(await server.SubmitAsync(Asked.Job(size: "128x64")))).ShouldBe(ProblemKinds.QuotaExceeded);
        await server.EndAsync(job.Id, Tiling.Machines.JobOutcome.Cancelled);
        (await server.SubmitAsync()).StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Unknown_deleted_waiting_and_ended_jobs_are_four_answers()
    {
        await using var server = await RunningServer.StartAsync();
        var job = await (await server.SubmitAsync()).JobAsync();
        var (path, unknown) = ($"/v1/jobs/{job.Id}", $"/v1/jobs/{JobId.New()}");
        (await RunningServer.ProblemAsync(await server.Client.GetAsync(unknown))).ShouldBe(ProblemKinds.JobNotFound);
        (await RunningServer.ProblemAsync(await server.Client.GetAsync("/v1/jobs/7"))).ShouldBe(ProblemKinds.JobNotFound);
        (await RunningServer.ProblemAsync(await server.Client.DeleteAsync(path))).ShouldBe(ProblemKinds.JobNotEnded);
        (await RunningServer.ProblemAsync(await server.Client.PostAsync(path + "/retry", content: null))).ShouldBe(ProblemKinds.JobNotEnded);
        await server.EndAsync(job.Id, Tiling.Machines.JobOutcome.Failed);
        (await server.JobAsync(job.Id)).State.ShouldBe(JobState.Failed);
        (await RunningServer.ProblemAsync(await server.Client.PostAsync(path + "/cancel", content: null))).ShouldBe(ProblemKinds.JobEnded);
        (await server.Client.DeleteAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await RunningServer.ProblemAsync(await server.Client.GetAsync(path))).ShouldBe(ProblemKinds.JobGone);
        (await RunningServer.ProblemAsync(await server.Client.DeleteAsync(path))).ShouldBe(ProblemKinds.JobGone);
    }

    [Fact]
    public async Task A_job_is_cancelled_and_one_that_failed_tried_again()
    {
        await using var server = await RunningServer.StartAsync();
        var job = await (await server.SubmitAsync()).JobAsync();
        var path = $"/v1/jobs/{job.Id}";
        var cancelled = await server.Client.PostAsync(path + "/cancel", content: null);
        cancelled.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await cancelled.JobAsync()).IsCancelling.ShouldBeTrue();
        await server.EndAsync(job.Id, Tiling.Machines.JobOutcome.Cancelled);
        var again = await server.Client.PostAsJsonAsync(path + "/retry", new RetryRequest(RetryFrom.Start), ApiJson.Default.RetryRequest);
        (await again.JobAsync()).State.ShouldBe(JobState.Waiting);
        await server.EndAsync(job.Id, Tiling.Machines.JobOutcome.Done);
        (await RunningServer.ProblemAsync(await server.Client.PostAsync(path + "/retry", content: null))).ShouldBe(ProblemKinds.JobEnded);
    }

    [Fact]
    public async Task Jobs_are_listed_in_pages_by_state_and_tenant()
    {
        await using var server = await RunningServer.StartAsync(options => options with { RequiresKeys = true });
        var (ours, theirs) = (await server.AddKeyAsync(ApiRole.User, "ours"), await server.AddKeyAsync(ApiRole.User, "theirs"));
        var all = await server.AddKeyAsync(ApiRole.Operator);
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add((await (await server.SubmitAsync(Asked.Job(seed: (ulong)i), key: null, i == 4 ? theirs : ours)).JobAsync()).Id);
        }

        var first = await server.ListAsync("?limit=2", ours);
        first.Jobs.Select(job => job.Id).ShouldBe([ids[3], ids[2]]);
        var second = await server.ListAsync($"?limit=2&cursor={first.Next}", ours);
        second.Jobs.Select(job => job.Id).ShouldBe([ids[1], ids[0]]);
        (await server.ListAsync("?tenant=ours", theirs)).Jobs.Select(job => job.Id).ShouldBe([ids[4]]); // whatever is asked for
        (await server.ListAsync("?tenant=ours&state=waiting", all)).Jobs.Count.ShouldBe(4);
        (await server.ListAsync("?state=done", all)).Jobs.ShouldBeEmpty();
        foreach (var query in (string[])["limit=0", "limit=1001", "limit=x", "cursor=x", "cursor=-1", "state=0", "state=nowhere", "tenant=A"])
        {
            (await RunningServer.ProblemAsync(await server.SendAsync(HttpMethod.Get, "/v1/jobs?" + query, all))).ShouldBe(ProblemKinds.Malformed, query);
        }
    }

    [Fact]
    public async Task What_would_become_of_a_job_is_said_beforehand()
    {
        await using var server = await RunningServer.StartAsync();
        var accepted = await server.ValidateAsync(Asked.Job());
        accepted.IsAccepted.ShouldBeTrue();
        accepted.Stages!.Count.ShouldBeGreaterThan(0);
        accepted.Tokens.ShouldBeGreaterThanOrEqualTo(accepted.Evaluations);
        accepted.MemoryBytes.ShouldBeGreaterThan(0);
        accepted.Estimate.ShouldBeNull(); // there are no nodes
        var refused = await server.ValidateAsync(Asked.Job(size: "1x1"));
        refused.IsAccepted.ShouldBeFalse();
        refused.Problems.Single().Type.ShouldBe(ProblemKinds.NotDrawable.Type);
        (await server.Store.ListAsync(new(10), CancellationToken.None)).ShouldBeEmpty();
    }

    static async Task<long> CostAsync()
    {
        await using var server = await RunningServer.StartAsync();
        return (await server.ValidateAsync(Asked.Job())).Cost;
    }
}
