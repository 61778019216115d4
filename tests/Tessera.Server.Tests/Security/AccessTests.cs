using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Tessera.Cluster;
using Tessera.Server.Problems;
using Tessera.Server.Security;

namespace Tessera.Server.Tests.Security;

public sealed class AccessTests
{
    const string Anonymous = "/test/anonymous";
    const string Forgotten = "/test/forgotten";

    static readonly Func<ServerOptions, ServerOptions> AsksForKeys = options => options with { RequiresKeys = true };

    [Theory]
    [InlineData(null, 401, 401, 401)]
    [InlineData(ApiRole.Viewer, 200, 403, 403)]
    [InlineData(ApiRole.User, 200, 200, 403)]
    [InlineData(ApiRole.Operator, 200, 200, 200)]
    public async Task Each_role_may_do_what_those_before_it_may(ApiRole? role, params int[] expected)
    {
        await using var server = await RunningServer.StartAsync(AsksForKeys, Map);
        var key = role is { } given ? await server.AddKeyAsync(given) : null;
        foreach (var (asked, status) in Enum.GetValues<ApiRole>().Zip(expected))
        {
            using var answer = await server.SendAsync(HttpMethod.Get, PathOf(asked), key);
            ((int)answer.StatusCode).ShouldBe(status);
            if (status != 200)
            {
                (await RunningServer.ProblemAsync(answer)).ShouldBe(status == 401 ? ProblemKinds.Unauthenticated : ProblemKinds.Forbidden);
                answer.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme).ShouldBe(status == 401 ? ["Bearer"] : []);
            }
        }

        using var open = await server.SendAsync(HttpMethod.Get, Anonymous, key);
        open.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var closed = await server.SendAsync(HttpMethod.Get, Forgotten, key);
        ((int)closed.StatusCode).ShouldBe(role is null ? 401 : 403);
    }

    [Fact]
    public async Task Without_a_key_on_loopback_everything_is_allowed_but_what_was_forgotten()
    {
        await using var server = await RunningServer.StartAsync(map: Map);
        using var answer = await server.SendAsync(HttpMethod.Get, PathOf(ApiRole.Operator));
        (await answer.Content.ReadAsStringAsync()).ShouldBe("default - Operator");
        using var closed = await server.SendAsync(HttpMethod.Get, Forgotten);
        closed.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task What_is_open_to_all_is_open_while_the_store_is_away()
    {
        await using var server = await RunningServer.StartAsync(
            AsksForKeys, Map, FailingStore.Around(new MemoryJobStore(TimeProvider.System), name => name is nameof(IJobStore.FindKeyAsync) ? StoreFault.BeforeIt : StoreFault.None));
        var key = await server.AddKeyAsync(ApiRole.User);
        using var open = await server.SendAsync(HttpMethod.Get, Anonymous, key);
        open.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var closed = await server.SendAsync(HttpMethod.Get, PathOf(ApiRole.Viewer), key);
        (await RunningServer.ProblemAsync(closed)).ShouldBe(ProblemKinds.StoreUnavailable);
    }

    [Fact]
    public async Task Keys_that_nobody_knows_cannot_fill_the_store()
    {
        var (store, faults) = FailingStore.Of(new MemoryJobStore(TimeProvider.System));
        var (going, asked) = (new TaskCompletionSource(), 0);
        faults.Fault = (name, call) => name is not nameof(IJobStore.FindKeyAsync) ? null : async () =>
        {
            Interlocked.Increment(ref asked);
            await going.Task;
        };
        await using var server = await RunningServer.StartAsync(AsksForKeys, Map, store);
        var unknown = await server.AddKeyAsync(ApiRole.User);
        var first = Enumerable.Range(0, ServerLimits.KeyLookupsAtATime + ServerLimits.KeyLookupsWaiting)
            .Select(_ => server.SendAsync(HttpMethod.Get, PathOf(ApiRole.Viewer), unknown)).ToList();
        HttpResponseMessage? refused = null;
        while (refused is null)
        {
            var another = server.SendAsync(HttpMethod.Get, PathOf(ApiRole.Viewer), unknown);
            await Task.WhenAny(another, Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System));
            refused = another.IsCompleted ? await another : null; // else it waits like the first
            first.Add(another);
        }

        (await RunningServer.ProblemAsync(refused)).ShouldBe(ProblemKinds.TooManyRequests);
        asked.ShouldBe(ServerLimits.KeyLookupsAtATime);
        going.SetResult();
        await Task.WhenAll(first);
    }

    [Fact]
    public async Task Key_says_who_calls()
    {
        await using var server = await RunningServer.StartAsync(map: Map);
        var key = await server.AddKeyAsync(ApiRole.User, "acme");
        using var answer = await server.SendAsync(HttpMethod.Get, PathOf(ApiRole.Viewer), key);
        (await answer.Content.ReadAsStringAsync()).ShouldBe($"acme {key.Split('_')[1]} User");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Key_that_is_shown_must_be_good(bool asksForKeys)
    {
        await using var server = await RunningServer.StartAsync(options => options with { RequiresKeys = asksForKeys }, Map);
        var revoked = await server.AddKeyAsync(ApiRole.Operator);
        var id = revoked.Split('_')[1];
        (await server.Store.RevokeKeyAsync(id, by: null, CancellationToken.None)).ShouldBeTrue();
        ApiToken.Create(out var unknown);
        ApiToken.Create(out var other);
        var good = await server.AddKeyAsync(ApiRole.Operator);
        var forged = $"tsk_{good.Split('_')[1]}_{other[^43..]}";
        foreach (var header in (string[])[$"Bearer {revoked}", $"Bearer {unknown}", $"Bearer {forged}", "Bearer", "Bearer ", "Basic dTpw", good, $"Bearer {good}x", $"Bearer {new string('a', 5000)}"])
        {
            using var answer = await server.SendAsync(HttpMethod.Get, PathOf(ApiRole.Viewer), change: request => request.Headers.TryAddWithoutValidation("Authorization", header));
            (await RunningServer.ProblemAsync(answer)).ShouldBe(ProblemKinds.Unauthenticated, header);
        }

        using var twice = await server.SendAsync(HttpMethod.Get, PathOf(ApiRole.Viewer), change: request => request.Headers.TryAddWithoutValidation("Authorization", [$"Bearer {good}", $"Bearer {good}"]));
        twice.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var fine = await server.SendAsync(HttpMethod.Get, PathOf(ApiRole.Viewer), good);
        fine.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Key_is_good_for_nothing_as_soon_as_it_is_revoked()
    {
        await using var server = await RunningServer.StartAsync(map: Map);
        var key = await server.AddKeyAsync(ApiRole.User);
        using var before = await server.SendAsync(HttpMethod.Get, PathOf(ApiRole.Viewer), key);
        before.StatusCode.ShouldBe(HttpStatusCode.OK);
        await server.Store.RevokeKeyAsync(key.Split('_')[1], by: null, CancellationToken.None);
        using var after = await server.SendAsync(HttpMethod.Get, PathOf(ApiRole.Viewer), key);
        after.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Where_nothing_is_the_answer_is_that()
    {
        await using var server = await RunningServer.StartAsync(AsksForKeys, Map);
        using var nothing = await server.SendAsync(HttpMethod.Get, "/test/nothing");
        (await RunningServer.ProblemAsync(nothing)).ShouldBe(ProblemKinds.NotFound);
        using var otherwise = await server.SendAsync(HttpMethod.Delete, Anonymous);
        (await RunningServer.ProblemAsync(otherwise)).ShouldBe(ProblemKinds.MethodNotAllowed);
    }

    static string PathOf(ApiRole role) => $"/test/{role}";

    static void Map(WebApplication app)
    {
        foreach (var role in Enum.GetValues<ApiRole>())
        {
            app.MapGet(PathOf(role), SayAsync).RequireAuthorization(role.ToString());
        }

        app.MapGet(Anonymous, context => context.Response.WriteAsync("hello")).AllowAnonymous();
        app.MapGet(Forgotten, SayAsync);
    }

    static Task SayAsync(HttpContext context)
    {
        var caller = Caller.Of(context);
        return context.Response.WriteAsync($"{caller.Actor.Tenant} {caller.Actor.KeyId} {caller.Role}");
    }
}
