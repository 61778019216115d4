using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Tessera.Cluster;
using Tessera.Server.Contracts;
using Tessera.Server.Documents;
using Tessera.Server.Problems;

namespace Tessera.Server.Tests.Security;

public sealed class LimitsTests
{
    const string Wait = "/test/wait";
    const string Read = "/test/read";

    [Fact]
    public async Task Key_has_so_many_requests_at_a_time_and_another_key_as_many()
    {
        var begun = new CountdownEvent(ServerLimits.RequestsPerKey);
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await RunningServer.StartAsync(map: app => app.MapGet(Wait, async context =>
        {
            begun.Signal();
            await end.Task;
        }).RequireAuthorization(nameof(ApiRole.Viewer)));
        var (key, other) = (await server.AddKeyAsync(ApiRole.User), await server.AddKeyAsync(ApiRole.User));
        var open = Enumerable.Range(0, ServerLimits.RequestsPerKey).Select(_ => server.SendAsync(HttpMethod.Get, Wait, key)).ToList();
        await Task.Run(begun.Wait);

        using var refused = await server.SendAsync(HttpMethod.Get, "/nothing", key);
        (await RunningServer.ProblemAsync(refused)).ShouldBe(ProblemKinds.TooManyRequests);
        refused.Headers.RetryAfter.ShouldNotBeNull();
        using var taken = await server.SendAsync(HttpMethod.Get, "/nothing", other);
        taken.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var unnamed = await server.SendAsync(HttpMethod.Get, "/nothing");
        unnamed.StatusCode.ShouldBe(HttpStatusCode.NotFound);

        end.SetResult();
        (await Task.WhenAll(open)).ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        using var after = await server.SendAsync(HttpMethod.Get, "/nothing", key);
        after.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Oversized_body_is_refused_whether_it_says_its_length_or_not(bool isChunked)
    {
        await using var server = await RunningServer.StartAsync(map: Map);
        var body = new string(' ', ServerLimits.BodyBytes) + "{}";
        using var answer = await server.SendAsync(HttpMethod.Post, Read, change: request =>
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            request.Headers.TransferEncodingChunked = isChunked;
        });
        (await RunningServer.ProblemAsync(answer)).ShouldBe(ProblemKinds.TooLarge);
    }

    [Fact]
    public async Task Announced_size_is_refused_before_a_byte_of_it_is_read()
    {
        await using var server = await RunningServer.StartAsync(map: Map);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, server.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"POST {Read} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9000000000\r\n\r\n"));
        var buffer = new byte[8192];
        var count = await socket.ReceiveAsync(buffer);
        Encoding.UTF8.GetString(buffer, 0, count).ShouldStartWith("HTTP/1.1 413");
    }

    [Theory]
    [InlineData("application/json", """{"from":"start"}""")]
    [InlineData("application/yaml", "from: start")]
    public async Task Body_of_the_largest_size_is_read_in_either_format(string type, string text)
    {
        await using var server = await RunningServer.StartAsync(map: Map);
        using var answer = await server.SendAsync(HttpMethod.Post, Read, change: request => request.Content = new StringContent(text.PadRight(ServerLimits.BodyBytes), Encoding.UTF8, type));
        (await answer.Content.ReadAsStringAsync()).ShouldBe("Start");
    }

    static void Map(WebApplication app) => app.MapPost(Read, async context =>
    {
        var read = await Bodies.ReadDocumentAsync(context.Request, StrictJson.RetryRequest, context.RequestAborted);
        await context.Response.WriteAsync(read.Content.From.ToString());
    }).RequireAuthorization(nameof(ApiRole.User));
}
