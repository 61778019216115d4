using System.Net.Http.Json;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Tessera.Cluster;
using Tessera.Cluster.Tests;
using Tessera.Server.Contracts;
using Tessera.Server.Problems;
using Tessera.Server.Tests.Jobs;

namespace Tessera.Server.Tests.Security;

/// <summary>Who may call what: every route there is, for every kind of caller.</summary>
public sealed class AuthorisationMatrixTests
{
    const string Owner = "acme";

    /// <summary>The lowest role that may call each route; null for everybody.</summary>
    static readonly Dictionary<string, ApiRole?> Least = new(StringComparer.Ordinal)
    {
        ["GET /v1/jobs"] = ApiRole.Viewer,
        ["GET /v1/jobs/{id}"] = ApiRole.Viewer,
        ["GET /v1/jobs/{id}/events"] = ApiRole.Viewer,
        ["GET /v1/jobs/{id}/result"] = ApiRole.Viewer,
        ["GET /v1/jobs/{id}/preview"] = ApiRole.Viewer,
        ["GET /v1/jobs/{id}/report"] = ApiRole.Viewer,
        ["GET /v1/nodes"] = ApiRole.Viewer,
        ["GET /v1/queue"] = ApiRole.Viewer,
        ["GET /v1/parameters"] = ApiRole.Viewer,
        ["POST /v1/jobs"] = ApiRole.User,
        ["POST /v1/jobs:validate"] = ApiRole.User,
        ["POST /v1/jobs/{id}/cancel"] = ApiRole.User,
        ["POST /v1/jobs/{id}/retry"] = ApiRole.User,
        ["DELETE /v1/jobs/{id}"] = ApiRole.User,
        ["POST /v1/images/generations"] = ApiRole.User,
        ["POST /v1/nodes/{name}/drain"] = ApiRole.Operator,
        ["POST /v1/nodes/{name}/undrain"] = ApiRole.Operator,
        ["GET /v1/audit"] = ApiRole.Operator,
        ["ANY /metrics"] = ApiRole.Viewer,
        ["GET /healthz/startup"] = null,
        ["GET /healthz/live"] = null,
        ["GET /healthz/ready"] = null,
        ["GET /openapi/v1.json"] = null,
        ["GET /problems/{name}"] = null,
    };

    [Fact]
    public async Task Every_route_has_its_place_in_the_matrix()
    {
        await using var server = await RunningServer.StartAsync(options => options with { RequiresKeys = true });
        Routes(server).Order(StringComparer.Ordinal).ShouldBe(Least.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_caller_gets_what_the_matrix_says()
    {
        await using var server = await RunningServer.StartAsync(options => options with { RequiresKeys = true });
        var revoked = await server.AddKeyAsync(ApiRole.Operator, Owner);
        await server.Store.RevokeKeyAsync(revoked.Split('_')[1], by: null, CancellationToken.None);
        List<(string Name, string? Key, ApiRole? Role, string? Tenant)> callers = [("nobody", null, null, null), ("revoked", revoked, null, null)];
        foreach (var tenant in (string[])[Owner, "rivals"])
        {
            foreach (var role in Enum.GetValues<ApiRole>())
            {
                callers.Add(($"{role} of {tenant}", await server.AddKeyAsync(role, tenant), role, tenant));
            }
        }

        var submitter = await server.AddKeyAsync(ApiRole.User, Owner);
        foreach (var (route, least) in Least)
        {
            foreach (var (name, key, role, tenant) in callers)
            {
                var job = (await (await server.SubmitAsync(bearer: submitter)).JobAsync()).Id;
                using var answer = await AskAsync(server, route, job, key);
                var hidden = route.Contains("{id}", StringComparison.Ordinal) && tenant != Owner && role is not ApiRole.Operator;
                var expected = least is null ? (ProblemKind?)null : role is null ? ProblemKinds.Unauthenticated : role < least ? ProblemKinds.Forbidden : hidden ? ProblemKinds.JobNotFound : null;
                var because = $"{name} asks {route}: {answer.StatusCode}";
                if (expected is not null)
                {
                    (await RunningServer.ProblemAsync(answer)).ShouldBe(expected, because);
                }
                else
                {
                    new[] { 401, 403, 404, 500, 503 }.ShouldNotContain((int)answer.StatusCode, because);
                }
            }
        }
    }

    [Fact]
    public async Task Lists_show_what_is_the_callers()
    {
        var time = new ManualTime();
        await using var server = await RunningServer.StartAsync(options => options with { RequiresKeys = true }, time: time);
        var (own, other) = (await server.AddKeyAsync(ApiRole.User, Owner), await server.AddKeyAsync(ApiRole.User, "rivals"));
        var (one, two) = ((await (await server.SubmitAsync(bearer: own)).JobAsync()).Id, (await (await server.SubmitAsync(bearer: other)).JobAsync()).Id);
        time.Advance(TimeSpan.FromSeconds(1)); // the queue is as it was a moment ago
        foreach (var (key, seen) in ((string, string[])[])[(own, [one]), (other, [two]), (await server.AddKeyAsync(ApiRole.Operator, "staff"), [two, one])])
        {
            (await server.ListAsync("", key)).Jobs.Select(job => job.Id).ShouldBe(seen);
            (await server.ListAsync("?tenant=acme", key)).Jobs.Select(job => job.Tenant).Distinct(StringComparer.Ordinal).ShouldBe(key == other ? ["rivals"] : [Owner]);
            using var queue = await server.SendAsync(HttpMethod.Get, "/v1/queue", key);
            (await queue.Content.ReadFromJsonAsync(ApiJson.Default.QueueView))!.Jobs.Select(job => job.Id).ShouldBe(seen, ignoreOrder: true);
        }
    }

    static IEnumerable<string> Routes(RunningServer server) =>
        from endpoint in ((IEndpointRouteBuilder)server.App).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["ANY"]
        select $"{method} /{endpoint.RoutePattern.RawText!.TrimStart('/')}";

    static Task<HttpResponseMessage> AskAsync(RunningServer server, string route, string job, string? key)
    {
        var (method, path) = (route.Split(' ')[0], route.Split(' ')[1].Replace("{id}", job, StringComparison.Ordinal).Replace("{name}", "not-found", StringComparison.Ordinal));

        // What is allowed shall end at once: no picture is drawn for an empty request.
        return server.SendAsync(new(method == "ANY" ? "GET" : method), path, key, request =>
            request.Content = method == "POST" && !path.Contains(job, StringComparison.Ordinal) ? new StringContent("{}", Encoding.UTF8, "application/json") : null);
    }
}
