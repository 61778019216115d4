using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;
using Tessera.Cluster;
using Tessera.Cluster.Tests;
using Tessera.Server.Contracts;
using Tessera.Server.Problems;
using Tessera.Server.Tests.Jobs;
using Tessera.Tiling.Machines;

namespace Tessera.Server.Tests.Nodes;

public sealed class NodeRouteTests
{
    readonly ManualTime _time = new();

    static readonly NodeStatus Node = new("w1", 7, 1000, 1 << 30, "avx", NodePhase.Running, "host:1", IsAlive: true);

    [Fact]
    public async Task Nodes_are_shown_as_the_leader_knows_them()
    {
        await using var server = await RunningServer.StartAsync(time: _time);
        var none = await GetAsync(server, "/v1/nodes", ApiJson.Default.NodeList);
        (none.IsLed, none.At, none.Nodes.Count).ShouldBe((false, null, 0));
        var job = await (await server.SubmitAsync()).JobAsync();
        JobId.TryParse(job.Id, out var id).ShouldBeTrue();
        await ShowAsync(server, Node with { Job = id, Tiles = 3, Step = 2, IsStraggler = true });
        Pass();
        var shown = await GetAsync(server, "/v1/nodes", ApiJson.Default.NodeList);
        shown.IsLed.ShouldBeTrue();
        shown.Nodes.ShouldBe([new("w1", IsAlive: true, IsDrained: false, NodePhase.Running, 1000, 1 << 30, "avx", "host:1") { Job = job.Id, Tiles = 3, Step = 2, IsStraggler = true }]);
    }

    [Fact]
    public async Task Whose_job_a_node_draws_others_do_not_learn()
    {
        await using var server = await RunningServer.StartAsync(options => options with { RequiresKeys = true }, time: _time);
        var (ours, theirs) = (await server.AddKeyAsync(ApiRole.User, "ours"), await server.AddKeyAsync(ApiRole.User, "theirs"));
        var job = await (await server.SubmitAsync(bearer: ours)).JobAsync();
        JobId.TryParse(job.Id, out var id).ShouldBeTrue();
        await ShowAsync(server, Node with { Job = id, Tiles = 1, Step = 1, IsStraggler = true });
        Pass();
        (await GetAsync(server, "/v1/nodes", ApiJson.Default.NodeList, ours)).Nodes.Single().Job.ShouldBe(job.Id);
        var other = (await GetAsync(server, "/v1/nodes", ApiJson.Default.NodeList, theirs)).Nodes.Single();
        (other.Job, other.Tiles, other.Step, other.IsStraggler, other.Address).ShouldBe((null, 0, 0, false, ""));
    }

    [Fact]
    public async Task The_queue_says_who_comes_next_and_shows_only_what_one_may_see()
    {
        await using var server = await RunningServer.StartAsync(options => options with { RequiresKeys = true }, time: _time);
        var (ours, theirs) = (await server.AddKeyAsync(ApiRole.User, "ours"), await server.AddKeyAsync(ApiRole.Viewer, "theirs"));
        var late = await (await server.SubmitAsync(Asked.Job(priority: 1), bearer: ours)).JobAsync();
        var soon = await (await server.SubmitAsync(Asked.Job(priority: 9), bearer: ours)).JobAsync();
        Pass();
        var queue = await GetAsync(server, "/v1/queue", ApiJson.Default.QueueView, ours);
        queue.Jobs.Select(job => (job.Position, job.Id)).ShouldBe([(1, soon.Id), (2, late.Id)]);
        var other = await GetAsync(server, "/v1/queue", ApiJson.Default.QueueView, theirs);
        (other.Waiting, other.Jobs.Count).ShouldBe((2, 0));
    }

    [Fact]
    public async Task A_node_is_drained_and_the_log_says_by_whom()
    {
        await using var server = await RunningServer.StartAsync(time: _time);
        await ShowAsync(server, Node);
        (await server.Client.PostAsync("/v1/nodes/w1/drain", content: null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await GetAsync(server, "/v1/nodes", ApiJson.Default.NodeList)).Nodes.Single().IsDrained.ShouldBeTrue();
        (await server.Client.PostAsync("/v1/nodes/w1/undrain", content: null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await GetAsync(server, "/v1/nodes", ApiJson.Default.NodeList)).Nodes.Single().IsDrained.ShouldBeFalse();
        var audit = await GetAsync(server, "/v1/audit?limit=1", ApiJson.Default.AuditPage);
        (audit.Entries.Single().Action, audit.Entries.Single().Tenant).ShouldBe((AuditAction.Drain, JobSubmission.DefaultTenant));
        (await GetAsync(server, $"/v1/audit?limit=1&cursor={audit.Next}", ApiJson.Default.AuditPage)).Entries.Single().Number.ShouldBe(audit.Entries.Single().Number - 1);
        var tooLong = await server.Client.PostAsync($"/v1/nodes/{new string('w', Limits.NameCharacters + 1)}/drain", content: null);
        (await RunningServer.ProblemAsync(tooLong)).ShouldBe(ProblemKinds.Malformed);
    }

    [Fact]
    public async Task A_waiting_job_says_what_it_waits_for_and_how_long_it_may_take()
    {
        await using var server = await RunningServer.StartAsync(time: _time);
        await ShowAsync(server, Node with { IsAlive = false });
        var first = await (await server.SubmitAsync()).JobAsync();
        first.Waits.ShouldBe(new(WaitReason.Workers, 1));
        first.Estimate.ShouldBeNull();
        await ShowAsync(server, Node);
        Pass();
        var second = await (await server.SubmitAsync()).JobAsync();
        second.Waits.ShouldBe(new(WaitReason.Queue, 2));
        second.Estimate!.Basis.ShouldBe(EstimateBasis.Speed);
        second.Estimate.MostSeconds.ShouldBeGreaterThan(second.Estimate.LeastSeconds);
        (await server.JobAsync(first.Id)).Estimate!.MostSeconds.ShouldBeLessThan(second.Estimate.MostSeconds); // the other is before it
    }

    /// <summary>What is shown is asked for once a second.</summary>
    void Pass() => _time.Advance(TimeSpan.FromSeconds(1));

    static async Task ShowAsync(RunningServer server, NodeStatus node) =>
        (await server.Store.ShowNodesAsync(await server.LeadAsync(), [node], CancellationToken.None)).ShouldBeTrue();

    static async Task<T> GetAsync<T>(RunningServer server, string path, JsonTypeInfo<T> type, string? bearer = null)
    {
        var answer = await server.SendAsync(HttpMethod.Get, path, bearer);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync(type))!;
    }
}
