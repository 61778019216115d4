using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tessera.Cluster;
using Tessera.Cluster.Tests;
using Tessera.Server.Health;
using Tessera.Server.Problems;

namespace Tessera.Server.Tests.Health;

public sealed class HealthTests
{
    static readonly Func<ServerOptions, ServerOptions> AsksForKeys = options => options with { RequiresKeys = true };

    [Fact]
    public async Task Server_that_can_do_what_it_should_is_started_alive_and_ready_without_a_key()
    {
        await using var server = await RunningServer.StartAsync(AsksForKeys);
        (await server.Client.GetStringAsync("/healthz/startup")).ShouldBe("started");
        (await server.Client.GetStringAsync("/healthz/live")).ShouldBe("alive");
        (await server.Client.GetStringAsync("/healthz/ready")).ShouldBe("ready");
    }

    [Fact]
    public async Task Store_that_fails_or_folder_that_is_away_is_named_and_is_not_the_death_of_the_server()
    {
        var time = new ManualTime();
        var (store, faults) = FailingStore.Of(new MemoryJobStore(time));
        await using var server = await RunningServer.StartAsync(AsksForKeys, store: store, time: time);
        faults.Fault = (_, _) => () => Task.FromException(new StoreUnavailableException("away", cause: null));
        (await DetailAsync(server)).ShouldBe("The job store does not answer.");
        Directory.Delete(server.Artifacts);
        time.Advance(ServerLimits.ReadyFor);
        (await DetailAsync(server)).ShouldBe("The job store does not answer. The folder of artifacts is not there.");
        faults.Fault = null;
        time.Advance(ServerLimits.ReadyFor);
        (await DetailAsync(server)).ShouldBe("The folder of artifacts is not there.");
        Directory.CreateDirectory(server.Artifacts);
        (await DetailAsync(server)).ShouldBe("The folder of artifacts is not there.");
        time.Advance(ServerLimits.ReadyFor);
        (await server.Client.GetStringAsync("/healthz/ready")).ShouldBe("ready");
        (await server.Client.GetStringAsync("/healthz/live")).ShouldBe("alive");
    }

    [Fact]
    public async Task Store_that_hangs_is_not_waited_for()
    {
        var time = new ManualTime();
        var (store, faults) = FailingStore.Of(new MemoryJobStore(time));
        using var readiness = new Readiness(new() { Artifacts = Path.GetTempPath() }, store, time, Microsoft.Extensions.Logging.Abstractions.NullLogger<Readiness>.Instance);
        var never = new TaskCompletionSource();
        faults.Fault = (_, _) => () => never.Task;
        var asked = readiness.MissingAsync(CancellationToken.None);
        await time.AdvanceUntilEndedAsync(asked, TimeSpan.FromSeconds(0.1));
        (await asked).ShouldBe(["The job store does not answer."]);
        never.SetResult();
    }

    [Fact]
    public async Task Parts_are_asked_once_however_many_ask()
    {
        var time = new ManualTime();
        var (store, faults) = FailingStore.Of(new MemoryJobStore(time));
        using var readiness = new Readiness(new() { Artifacts = Path.GetTempPath() }, store, time, Microsoft.Extensions.Logging.Abstractions.NullLogger<Readiness>.Instance);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => readiness.MissingAsync(CancellationToken.None)));
        faults.Calls.ShouldBe(1);
        time.Advance(ServerLimits.ReadyFor);
        await readiness.MissingAsync(CancellationToken.None);
        faults.Calls.ShouldBe(2);
    }

    /// <summary>The framework would hear SIGTERM itself, and end open requests at once.</summary>
    [Fact]
    public async Task Signals_are_heard_by_whoever_runs_the_server()
    {
        await using var server = await RunningServer.StartAsync();
        server.App.Services.GetRequiredService<IHostLifetime>().ShouldBeOfType<CallersLifetime>();
    }

    [Fact]
    public async Task Server_that_is_asked_to_end_is_first_no_longer_ready()
    {
        var time = new ManualTime();
        await using var server = await RunningServer.StartAsync(options => options with { IsBehindProxy = true }, time: time, isStarted: false);
        using var stop = new CancellationTokenSource();
        var running = TesseraServer.RunAsync(server.App, stop.Token);
        while (server.Log.All.All(line => !line.Text.StartsWith("Serves at", StringComparison.Ordinal)))
        {
            await Task.Yield();
        }

        using var client = new HttpClient { BaseAddress = new(server.App.Urls.Single()) };
        (await client.GetStringAsync("/healthz/ready")).ShouldBe("ready");
        await stop.CancelAsync();
        using var answer = await client.GetAsync("/healthz/ready");
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await client.GetStringAsync("/healthz/live")).ShouldBe("alive");
        running.IsCompleted.ShouldBeFalse();
        await time.AdvanceUntilEndedAsync(running, TimeSpan.FromSeconds(1));
        await Should.ThrowAsync<HttpRequestException>(client.GetAsync("/healthz/live"));
    }

    static async Task<string> DetailAsync(RunningServer server)
    {
        using var answer = await server.SendAsync(HttpMethod.Get, "/healthz/ready");
        (await RunningServer.ProblemAsync(answer)).ShouldBe(ProblemKinds.NotReady);
        answer.Headers.RetryAfter.ShouldNotBeNull();
        return System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("detail").GetString()!;
    }
}
