using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Tessera.Cluster;
using Tessera.Server.Contracts;
using Tessera.Server.Problems;
using Tessera.Tiling.Machines;

namespace Tessera.Server.Tests.Jobs;

public sealed class JobEventTests
{
    [Fact]
    public async Task Every_event_comes_once_and_in_order_across_reconnects()
    {
        await using var server = await RunningServer.StartAsync();
        var job = await (await server.SubmitAsync()).JobAsync();
        var drawing = Task.Run(() => DrawAsync(server, job.Id));
        var seen = new List<JobEventView>();
        while (seen.LastOrDefault()?.Kind is not LoggedEventKind.Ended)
        {
            using var answer = await FollowAsync(server, job.Id, seen.LastOrDefault()?.Sequence);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
            await foreach (var (id, kind, happened) in ReadAsync(answer))
            {
                (id, kind).ShouldBe((happened.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture), JsonNamingPolicy.SnakeCaseLower.ConvertName(happened.Kind.ToString())));
                seen.Add(happened);
                if (seen.Count % 3 == 0)
                {
                    break; // the connection is lost
                }
            }
        }

        await drawing;
        seen.Select(happened => happened.Sequence).ShouldBe(Enumerable.Range(1, seen.Count).Select(number => (long)number));
        seen[0].Kind.ShouldBe(LoggedEventKind.Submitted);
        seen.Count(happened => happened.Kind is LoggedEventKind.Progress).ShouldBe(8);
        seen[^1].Outcome.ShouldBe(JobOutcome.Done);
    }

    [Fact]
    public async Task The_stream_ends_with_the_job_and_there_is_nothing_after()
    {
        await using var server = await RunningServer.StartAsync();
        var job = await (await server.SubmitAsync()).JobAsync();
        await server.EndAsync(job.Id, JobOutcome.Failed, "so");
        var last = 0L;
        using (var answer = await FollowAsync(server, job.Id, after: null))
        {
            await foreach (var (_, _, happened) in ReadAsync(answer))
            {
                (last, _) = (happened.Sequence, happened.Reason);
            }
        }

        using var again = await FollowAsync(server, job.Id, last);
        again.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task What_is_no_sequence_and_who_is_no_job_are_refused()
    {
        await using var server = await RunningServer.StartAsync();
        var job = await (await server.SubmitAsync()).JobAsync();
        var answer = await server.SendAsync(HttpMethod.Get, $"/v1/jobs/{job.Id}/events", change: request => request.Headers.TryAddWithoutValidation("Last-Event-ID", "x"));
        (await RunningServer.ProblemAsync(answer)).ShouldBe(ProblemKinds.Malformed);
        (await RunningServer.ProblemAsync(await server.Client.GetAsync($"/v1/jobs/{JobId.New()}/events"))).ShouldBe(ProblemKinds.JobNotFound);
    }

    /// <summary>What a leader does, in short.</summary>
    static async Task DrawAsync(RunningServer server, string id)
    {
        JobId.TryParse(id, out var job).ShouldBeTrue();
        await server.CommitAsync(id, row => row);
        var term = (await server.Store.FindAsync(job, tenant: null, CancellationToken.None))!.Row.Term;
        for (var step = 1; step <= 8; step++)
        {
            await server.Store.ShowAsync(job, term, new(JobPhase.Denoising, 0, 1, step, 8, 0, 1, step, 8), CancellationToken.None);
            await Task.Yield();
        }

        await server.EndAsync(id, JobOutcome.Done);
    }

    static Task<HttpResponseMessage> FollowAsync(RunningServer server, string id, long? after) => server.SendAsync(
        HttpMethod.Get,
        $"/v1/jobs/{id}/events",
        change: request =>
        {
            if (after is { } last)
            {
                request.Headers.Add("Last-Event-ID", last.ToString(System.Globalization.CultureInfo.InvariantCulture));
            }
        });

    static async IAsyncEnumerable<(string? Id, string Kind, JobEventView Event)> ReadAsync(HttpResponseMessage answer)
    {
        var parser = SseParser.Create(await answer.Content.ReadAsStreamAsync(), (_, data) => JsonSerializer.Deserialize(data, ApiJson.Default.JobEventView)!);
        await foreach (var item in parser.EnumerateAsync())
        {
            yield return (item.EventId, item.EventType, item.Data);
        }
    }
}
