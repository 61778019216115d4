using Tessera.Cluster;
using Tessera.Cluster.Tests;
using Tessera.Server.Problems;
using Tessera.Tiling.Machines;

namespace Tessera.Server.Tests.Jobs;

/// <summary>Streams of events that are open for long; the clock is moved.</summary>
public sealed class LiveStreamTests
{
    static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    readonly ManualTime _time = new();

    [Fact]
    public async Task Something_is_said_while_nothing_happens()
    {
        await using var server = await RunningServer.StartAsync(time: _time);
        var (stream, _) = await FollowAsync(server);
        for (var i = 0; i < 2; i++)
        {
            (await LineAsync(stream))!.ShouldStartWith(":");
            (await LineAsync(stream)).ShouldBe("");
        }
    }

    [Fact]
    public async Task What_happens_later_comes_later_and_the_stream_ends_with_the_job()
    {
        await using var server = await RunningServer.StartAsync(time: _time);
        var (stream, job) = await FollowAsync(server);
        await server.EndAsync(job, JobOutcome.Done);
        (await RestAsync(stream)).ShouldContain("event: ended");
    }

    [Fact]
    public async Task A_job_that_is_deleted_ends_the_stream()
    {
        await using var server = await RunningServer.StartAsync(time: _time);
        var (stream, job) = await FollowAsync(server);
        await server.EndAsync(job, JobOutcome.Done);
        await server.Store.DeleteAsync(new(Guid.ParseExact(job, "N")), by: null, CancellationToken.None);
        (await RestAsync(stream)).ShouldNotContain("event: ended"); // its log has gone with it
    }

    [Fact]
    public async Task A_store_that_is_lost_for_a_while_holds_events_up()
    {
        var isLost = false;
        await using var server = await RunningServer.StartAsync(
            time: _time,
            store: FailingStore.Around(
                new MemoryJobStore(_time),
                name => Volatile.Read(ref isLost) && name is nameof(IJobStore.EventsAsync) ? StoreFault.BeforeIt : StoreFault.None));
        var (stream, job) = await FollowAsync(server);
        Volatile.Write(ref isLost, true);
        (await LineAsync(stream))!.ShouldStartWith(":");
        Volatile.Write(ref isLost, false);
        await server.EndAsync(job, JobOutcome.Done);
        (await RestAsync(stream)).ShouldContain("event: ended");
    }

    [Fact]
    public async Task A_stream_is_not_open_for_ever()
    {
        await using var server = await RunningServer.StartAsync(time: _time);
        var (stream, _) = await FollowAsync(server);
        var began = _time.GetTimestamp();
        (await RestAsync(stream)).ShouldNotContain("event: ended");
        _time.GetElapsedTime(began).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task A_server_that_ends_ends_its_streams()
    {
        await using var server = await RunningServer.StartAsync(time: _time);
        var (stream, _) = await FollowAsync(server);
        var stopping = server.App.StopAsync();
        (await stream.ReadToEndAsync()).ShouldNotContain("event: ended");
        await stopping;
    }

    [Fact]
    public async Task An_event_that_there_was_not_is_refused()
    {
        await using var server = await RunningServer.StartAsync(time: _time);
        var job = await (await server.SubmitAsync()).JobAsync();
        var answer = await server.SendAsync(HttpMethod.Get, $"/v1/jobs/{job.Id}/events", change: request => request.Headers.Add("Last-Event-ID", "2"));
        (await RunningServer.ProblemAsync(answer)).ShouldBe(ProblemKinds.Malformed);
    }

    /// <summary>Follows a new job, and reads its first event.</summary>
    async Task<(StreamReader Stream, string Job)> FollowAsync(RunningServer server)
    {
        var job = await (await server.SubmitAsync()).JobAsync();
        var answer = await server.SendAsync(HttpMethod.Get, $"/v1/jobs/{job.Id}/events");
        answer.Headers.GetValues("X-Accel-Buffering").ShouldBe(["no"]);
        var stream = new StreamReader(await answer.Content.ReadAsStreamAsync());
        while (await LineAsync(stream) is not "")
        {
            // the event that it was submitted
        }

        return (stream, job.Id);
    }

    async Task<string?> LineAsync(StreamReader stream)
    {
        var line = stream.ReadLineAsync();
        await _time.AdvanceUntilEndedAsync(line, Beat);
        return await line;
    }

    async Task<string> RestAsync(StreamReader stream)
    {
        var rest = stream.ReadToEndAsync();
        await _time.AdvanceUntilEndedAsync(rest, Beat);
        return await rest;
    }
}
