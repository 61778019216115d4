using System.Net;
using Tessera.Cluster;
using Tessera.Server.Tests.Jobs;

namespace Tessera.Server.Tests.Telemetry;

public sealed class MetricsTests
{
    [Fact]
    public async Task Requests_and_the_cluster_are_measured_and_no_id_is_a_label()
    {
        var store = new MemoryJobStore(TimeProvider.System);
        await store.SubmitAsync(new(JobId.New(), "{}"), by: null, CancellationToken.None);
        await using var server = await RunningServer.StartAsync(store: store);
        var id = (await (await server.SubmitAsync()).JobAsync()).Id;
        await server.JobAsync(id);
        (await server.SendAsync(HttpMethod.Get, "/v1/unknown/" + id)).Dispose();
        string text;
        do
        {
            text = await server.Client.GetStringAsync("/metrics");
        }
        while (!text.Contains("tessera_jobs_waiting", StringComparison.Ordinal) || !text.Contains("/v1/jobs/{id}", StringComparison.Ordinal)); // gathered now and then

        foreach (var name in (string[])["tessera_jobs_running", "tessera_nodes_alive", "http_server_request_duration_seconds_count", "http_server_active_requests", "kestrel_active_connections"])
        {
            text.ShouldContain(name);
        }

        text.ShouldNotContain(id);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData(ApiRole.Viewer, HttpStatusCode.OK)]
    public async Task Whoever_has_a_key_sees_them(ApiRole? role, HttpStatusCode status)
    {
        await using var server = await RunningServer.StartAsync(options => options with { RequiresKeys = true });
        using var answer = await server.SendAsync(HttpMethod.Get, "/metrics", role is { } given ? await server.AddKeyAsync(given) : null);
        answer.StatusCode.ShouldBe(status);
    }
}
