using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Tessera.Cli.Client;
using Tessera.Cluster;

namespace Tessera.Cli.Tests.Client;

/// <summary>Events come once each and in order, whatever becomes of connections.</summary>
public sealed class EventFeedTests
{
    const int Events = 30;

    readonly JobId _id = JobId.New();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Streams_that_are_cut_anywhere_lose_nothing_and_repeat_nothing(int seed)
    {
        var random = new Random(seed);
        await using var server = await StubServer.StartAsync(async (context, _) =>
        {
            var log = Encoding.UTF8.GetBytes(Log(LastOf(context) + 1, Events, random.Next(2) == 0 ? "\n" : "\r\n"));
            await BeginAsync(context);
            for (var left = random.Next(1200); left > 0 && log.Length > 0;)
            {
                var part = Math.Min(log.Length, Math.Min(left, 1 + random.Next(300)));
                await context.Response.Body.WriteAsync(log.AsMemory(0, part));
                await context.Response.Body.FlushAsync();
                (log, left) = (log[part..], left - part);
            }

            if (log.Length > 0)
            {
                context.Abort();
            }
        });
        (await ReadAsync(server, after: 0)).ShouldBe(Enumerable.Range(1, Events).Select(i => (long)i));
        server.Requests.Count.ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task Server_that_is_started_again_is_found_again()
    {
        var server = await StubServer.StartAsync(async (context, _) =>
        {
            await BeginAsync(context);
            await context.Response.WriteAsync(Log(LastOf(context) + 1, 10));
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        var (client, seen, port) = (server.Client, new List<long>(), server.Address.Port);
        using var _ = client;
        await foreach (var happened in client.EventsAsync(_id, 0, default))
        {
            seen.Add(happened.Sequence);
            if (happened.Sequence == 10)
            {
                await server.DisposeAsync();
                server = await StubServer.StartAsync((context, _) => SendAsync(context, Log(LastOf(context) + 1, Events)), port);
            }
        }

        await server.DisposeAsync();
        seen.ShouldBe(Enumerable.Range(1, Events).Select(i => (long)i));
        server.Requests.First().Headers["Last-Event-ID"].ShouldBe("10");
    }

    [Fact]
    public async Task What_is_said_again_is_dropped_and_what_is_left_out_is_asked_for()
    {
        await using var server = await StubServer.StartAsync((context, number) => number switch
        {
            0 => SendAsync(context, Log(1, 5) + Log(2, 6) + Log(8, 9)),
            1 => SendAsync(context, Log(3, 12)),
            _ => SendAsync(context, Log(LastOf(context) + 1, Events)),
        });
        (await ReadAsync(server, after: 0)).ShouldBe(Enumerable.Range(1, Events).Select(i => (long)i));
        server.Requests.Select(asked => asked.Headers.GetValueOrDefault("Last-Event-ID")).Take(3).ShouldBe([null, "6", "12"]);
    }

    [Fact]
    public async Task Server_that_goes_on_leaving_something_out_is_given_up()
    {
        await using var server = await StubServer.StartAsync((context, _) => SendAsync(context, Log(7, 9)));
        (await Should.ThrowAsync<ServerException>(ReadAsync(server, after: 3))).Message.ShouldBe("the server leaves out what happened after event 3");
    }

    [Fact]
    public async Task Log_that_has_ended_ends_at_once()
    {
        await using var server = await StubServer.StartAsync((context, _) => SendAsync(context, ""));
        (await ReadAsync(server, after: Events)).ShouldBeEmpty();
        server.Requests.ShouldHaveSingleItem().Headers["Accept"].ShouldBe("text/event-stream");
    }

    [Theory]
    [InlineData("data: {\n\n")]
    [InlineData("data: null\n\n")]
    [InlineData("id: 2\nevent: progress\ndata: {\"sequence\":1,\"at\":\"2026-01-01T00:00:00Z\",\"kind\":\"progress\",\"stage\":1}\n\n")]
    [InlineData("data: {\"sequence\":1,\"at\":\"2026-01-01T00:00:00Z\",\"kind\":\"exploded\",\"stage\":1}\n\n")]
    public async Task Event_that_is_none_is_an_error(string text)
    {
        await using var server = await StubServer.StartAsync((context, _) => SendAsync(context, text));
        (await Should.ThrowAsync<ServerException>(ReadAsync(server, after: 0))).ExitCode.ShouldBe(1);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("data: x\n")]
    [InlineData(": a comment\r")]
    public async Task Event_that_does_not_end_is_left(string part)
    {
        await using var server = await StubServer.StartAsync(async (context, _) =>
        {
            await BeginAsync(context);
            var block = string.Concat(Enumerable.Repeat(part, 1000));
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync(block, context.RequestAborted);
            }
        });
        (await Should.ThrowAsync<ServerException>(ReadAsync(server, after: 0))).Message.ShouldStartWith("an event of the server's is longer than ");
    }

    [Fact]
    public async Task Comments_that_keep_a_stream_alive_are_no_events()
    {
        var comments = string.Concat(Enumerable.Repeat(": alive\n\n", 20_000));
        await using var server = await StubServer.StartAsync((context, _) => SendAsync(context, comments + Log(LastOf(context) + 1, Events)));
        (await ReadAsync(server, after: 28)).ShouldBe([29L, 30L]);
    }

    [Fact]
    public async Task Refusal_ends_it()
    {
        await using var server = await StubServer.StartAsync((context, _) => StubServer.ProblemAsync(context, 410, "job-gone"));
        (await Should.ThrowAsync<ServerProblemException>(ReadAsync(server, after: 0))).Kind.ShouldBe("job-gone");
    }

    async Task<List<long>> ReadAsync(StubServer server, long after)
    {
        using var client = server.Client;
        var seen = new List<long>();
        await foreach (var happened in client.EventsAsync(_id, after, default))
        {
            seen.Add(happened.Sequence);
            happened.Kind.ShouldBe(happened.Sequence == Events ? LoggedEventKind.Ended : LoggedEventKind.Progress);
        }

        return seen;
    }

    static long LastOf(HttpContext context) => long.TryParse(context.Request.Headers["Last-Event-ID"], CultureInfo.InvariantCulture, out var last) ? last : 0;

    /// <summary>Events in the form of a stream; the last one of all ends the job.</summary>
    static string Log(long first, long last, string end = "\n") => string.Concat(Enumerable.Range((int)first, (int)Math.Max(0, last - first + 1)).Select(i => string.Create(
        CultureInfo.InvariantCulture,
        $"id: {i}{end}event: {Kind(i)}{end}data: {{\"sequence\":{i},\"at\":\"2026-01-01T00:00:00Z\",\"kind\":\"{Kind(i)}\",\"stage\":1}}{end}{end}")));

    static string Kind(int i) => i == Events ? "ended" : "progress";

    static async Task SendAsync(HttpContext context, string log)
    {
        if (LastOf(context) >= Events)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        await BeginAsync(context);
        await context.Response.WriteAsync(log);
    }

    static async Task BeginAsync(HttpContext context)
    {
        if (LastOf(context) >= Events)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            await context.Response.CompleteAsync();
            return;
        }

        context.Response.ContentType = "text/event-stream";
        await context.Response.StartAsync();
    }
}
