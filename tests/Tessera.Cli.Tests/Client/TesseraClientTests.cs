using System.Text;
using Microsoft.AspNetCore.Http;
using Tessera.Cli.Client;
using Tessera.Cluster;
using Tessera.Server.Contracts;

namespace Tessera.Cli.Tests.Client;

/// <summary>What a client makes of lost replies, refusals, and answers that are none.</summary>
public sealed class TesseraClientTests
{
    static readonly SubmitDocument s_document = new("""{ "request": { "prompt": "lake", "size": "64x64" } }"""u8.ToArray(), "application/json");

    readonly JobId _id = JobId.New();

    [Fact]
    public async Task Submission_whose_reply_is_lost_is_repeated_as_it_was_and_makes_one_job()
    {
        var jobs = new Dictionary<string, JobId>(StringComparer.Ordinal);
        await using var server = await StubServer.StartAsync((context, number) =>
        {
            var id = jobs.TryGetValue(context.Request.Headers["Idempotency-Key"]!, out var known) ? known : jobs[context.Request.Headers["Idempotency-Key"]!] = JobId.New();
            switch (number)
            {
                case 0 or 1:
                    context.Abort(); // the job was accepted, and nobody hears of it
                    return Task.CompletedTask;
                case 2:
                    (context.Response.ContentLength, context.Response.ContentType) = (1000, "application/json");
                    return CutAsync(context, Encoding.UTF8.GetBytes(StubServer.Job(id.ToString())[..40]));
                default:
                    return StubServer.JsonAsync(context, StubServer.Job(id.ToString()), 202);
            }
        });
        using var client = server.Client;
        var job = await client.SubmitAsync(s_document, "one", default);
        job.Id.ShouldBe(jobs.ShouldHaveSingleItem().Value.ToString());
        server.Requests.Count.ShouldBe(4);
        server.Requests.ShouldAllBe(asked => asked.Headers["Idempotency-Key"] == "one" && asked.Body == Encoding.UTF8.GetString(s_document.Bytes) && asked.Headers["Content-Type"] == "application/json");
    }

    [Theory]
    [InlineData(503, "store-unavailable")]
    [InlineData(429, "too-many-requests")]
    [InlineData(502, "of-a-proxy")]
    public async Task Refusal_for_now_is_waited_for_as_long_as_the_server_wants(int status, string kind)
    {
        await using var server = await StubServer.StartAsync((context, number) =>
        {
            context.Response.Headers.RetryAfter = "1";
            return number == 0 ? StubServer.ProblemAsync(context, status, kind) : StubServer.JsonAsync(context, StubServer.Job(_id.ToString()), 202);
        });
        using var client = new TesseraClient(new() { Server = server.Address }, TimeProvider.System, new(7));
        var began = TimeProvider.System.GetTimestamp();
        (await client.SubmitAsync(s_document, "one", default)).State.ShouldBe(JobState.Waiting);
        TimeProvider.System.GetElapsedTime(began).ShouldBeGreaterThan(TimeSpan.FromSeconds(0.9));
        server.Requests.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(429, "quota-exceeded", 1)]
    [InlineData(429, "too-many-jobs", 1)]
    [InlineData(409, "job-ended", 1)]
    [InlineData(500, "internal-error", 1)]
    [InlineData(400, "malformed-request", 2)]
    [InlineData(401, "unauthenticated", 2)]
    [InlineData(403, "forbidden", 2)]
    [InlineData(404, "job-not-found", 2)]
    [InlineData(410, "job-gone", 2)]
    [InlineData(415, "unsupported-content-type", 2)]
    [InlineData(422, "not-drawable", 2)]
    public async Task Refusal_is_an_error_with_the_reason_at_once(int status, string kind, int exitCode)
    {
        await using var server = await StubServer.StartAsync((context, _) => StubServer.ProblemAsync(context, status, kind, "\\u001b[31mred\\u0007\\u202e \\u2028"));
        using var client = server.Client;
        var refusal = await Should.ThrowAsync<ServerProblemException>(client.SubmitAsync(s_document, "one", default));
        (refusal.Kind, refusal.ExitCode, refusal.IsRepeated).ShouldBe((kind, exitCode, false));
        refusal.Message.ShouldBe("No: ?[31mred?? ?");
        server.Requests.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Server_that_is_not_there_is_given_up_after_a_while()
    {
        var server = await StubServer.StartAsync((_, _) => Task.CompletedTask);
        var address = server.Address;
        await server.DisposeAsync();
        using var client = new TesseraClient(new() { Server = address, Patience = TimeSpan.FromSeconds(1) }, TimeProvider.System, new(7));
        var troubles = new List<string>();
        client.OnTrouble = troubles.Add;
        var refusal = await Should.ThrowAsync<ServerUnavailableException>(client.FindAsync(_id, default));
        refusal.Message.ShouldStartWith($"the server at {address} cannot be reached: ");
        troubles.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Change_whose_reply_is_lost_is_no_error_when_it_is_repeated()
    {
        await using var server = await StubServer.StartAsync((context, number) =>
        {
            if (number % 3 == 0)
            {
                context.Abort();
                return Task.CompletedTask;
            }

            return context.Request switch
            {
                { Method: "DELETE" } => StubServer.ProblemAsync(context, 410, "job-gone"),
                { Method: "POST" } => StubServer.ProblemAsync(context, 409, context.Request.Path.Value!.EndsWith("/retry", StringComparison.Ordinal) ? "job-not-ended" : "job-ended"),
                _ => StubServer.JsonAsync(context, StubServer.Job(_id.ToString(), number < 3 ? "cancelled" : "waiting")),
            };
        });
        using var client = server.Client;
        (await client.CancelAsync(_id, default)).State.ShouldBe(JobState.Cancelled);
        (await client.RetryAsync(_id, RetryFrom.Start, default)).State.ShouldBe(JobState.Waiting);
        await client.DeleteAsync(_id, default);
        server.Requests.Select(asked => asked.Method).ShouldBe(["POST", "POST", "GET", "POST", "POST", "GET", "DELETE", "DELETE"]);
        server.Requests.ElementAt(3).Body.ShouldBe("""{"from":"start"}""");
    }

    [Fact]
    public async Task Change_that_came_too_late_is_an_error()
    {
        await using var server = await StubServer.StartAsync((context, _) => StubServer.ProblemAsync(context, context.Request.Method == "DELETE" ? 410 : 409, context.Request.Method == "DELETE" ? "job-gone" : "job-ended"));
        using var client = server.Client;
        await Should.ThrowAsync<ServerProblemException>(client.CancelAsync(_id, default));
        await Should.ThrowAsync<ServerProblemException>(client.DeleteAsync(_id, default));
    }

    [Fact]
    public async Task Key_goes_to_the_server_and_nowhere_else()
    {
        await using var elsewhere = await StubServer.StartAsync((context, _) => StubServer.JsonAsync(context, StubServer.Job(_id.ToString())));
        await using var server = await StubServer.StartAsync((context, _) =>
        {
            (context.Response.StatusCode, context.Response.Headers.Location) = (307, elsewhere.Address.AbsoluteUri);
            return Task.CompletedTask;
        });
        using var client = new TesseraClient(new() { Server = server.Address, Key = "secret" }, TimeProvider.System, new(7));
        var refusal = await Should.ThrowAsync<ServerException>(client.SubmitAsync(s_document, "one", default));
        refusal.Message.ShouldStartWith("the server wants to send us elsewhere (status 307)");
        server.Requests.ShouldHaveSingleItem().Headers["Authorization"].ShouldBe("Bearer secret");
        elsewhere.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Jobs_are_listed_page_by_page()
    {
        await using var server = await StubServer.StartAsync((context, number) => StubServer.JsonAsync(
            context, $$"""{ "jobs": [{{string.Join(',', Enumerable.Range(0, 100).Select(i => StubServer.Job($"{number}-{i}")))}}], "next": "a&{{number}}" }"""));
        using var client = server.Client;
        var jobs = await client.ListAsync(250, JobState.Done, default);
        (jobs.Count, jobs[^1].Id).ShouldBe((250, "2-49"));
        server.Requests.Select(asked => asked.Path).ShouldBe(
            ["/v1/jobs?limit=100&state=done", "/v1/jobs?limit=100&state=done&cursor=a%260", "/v1/jobs?limit=50&state=done&cursor=a%261"]);
    }

    [Theory]
    [InlineData("""{ "jobs": [null] }""")]
    [InlineData("""{ "jobs": null }""")]
    [InlineData("{}")]
    [InlineData("""{ "jobs": [{}] }""")]
    [InlineData("""{ "jobs": {} }""")]
    [InlineData("""{ "jobs": [], "jobs": [] }""")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("<html>")]
    [InlineData("{ \"jobs\": [\u0001\u001b[2J] }")]
    public async Task Answer_that_is_none_is_an_error_of_one_harmless_line(string json)
    {
        await using var server = await StubServer.StartAsync((context, _) => StubServer.JsonAsync(context, json));
        using var client = server.Client;
        var refusal = await Should.ThrowAsync<ServerException>(client.ListAsync(1, null, default));
        refusal.Message.ShouldStartWith("the server's answer cannot be read: ");
        refusal.Message.ShouldNotContain(c => char.IsControl(c));
        refusal.ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task Answer_that_nests_too_deeply_is_an_error()
    {
        await using var server = await StubServer.StartAsync((context, _) => StubServer.JsonAsync(context, new string('[', 100_000)));
        using var client = server.Client;
        await Should.ThrowAsync<ServerException>(client.ListAsync(1, null, default));
    }

    [Fact]
    public async Task Answer_of_another_type_is_an_error()
    {
        await using var server = await StubServer.StartAsync((context, _) => context.Response.WriteAsync("""{ "jobs": [] }"""));
        using var client = server.Client;
        (await Should.ThrowAsync<ServerException>(client.ListAsync(1, null, default))).Message.ShouldContain("and not application/json");
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(200, false)]
    [InlineData(404, true)]
    [InlineData(404, false)]
    public async Task Answer_that_does_not_end_is_left(int status, bool saysSo)
    {
        await using var server = await StubServer.StartAsync(async (context, _) =>
        {
            (context.Response.StatusCode, context.Response.ContentType) = (status, status == 200 ? "application/json" : "application/problem+json");
            context.Response.ContentLength = saysSo ? long.MaxValue : null;
            var block = new byte[64 * 1024];
            block.AsSpan().Fill((byte)' ');
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
            }
        });
        using var client = server.Client;
        (await Should.ThrowAsync<ServerException>(client.ListAsync(1, null, default))).Message.ShouldStartWith("the server's answer is longer than ");
    }

    static async Task CutAsync(HttpContext context, byte[] bytes)
    {
        await context.Response.Body.WriteAsync(bytes);
        await context.Response.Body.FlushAsync();
        context.Abort();
    }
}
