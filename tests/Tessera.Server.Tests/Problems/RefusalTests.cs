using System.Text;
using System.Text.Json;
using Tessera.Server.Contracts;
using Tessera.Server.Problems;

namespace Tessera.Server.Tests.Problems;

public sealed class RefusalTests
{
    [Theory]
    [InlineData("nonsense\r\n\r\n", 400)]
    [InlineData("GET / HTTP/9.9\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nno name\r\n\r\n", 400)]
    [InlineData("POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n", 400)]
    [InlineData("POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400)]
    [InlineData("POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n", 400)]
    public async Task What_is_no_request_is_refused_with_a_problem(string request, int status) => await CheckAsync(request, status);

    [Fact]
    public async Task What_exceeds_a_limit_of_requests_is_refused_with_a_problem()
    {
        await CheckAsync($"GET /{new string('a', ServerLimits.RequestLineBytes)} HTTP/1.1\r\nHost: localhost\r\n\r\n", 413);
        await CheckAsync($"GET / HTTP/1.1\r\nHost: localhost\r\nA: {new string('a', ServerLimits.HeaderBytes)}\r\n\r\n", 413);
        await CheckAsync($"GET / HTTP/1.1\r\nHost: localhost\r\n{string.Concat(Enumerable.Repeat("A: b\r\n", ServerLimits.Headers))}\r\n", 413);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 7\r\nConnection: close\r\n\r\n")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 4")]
    [InlineData("")]
    public void Everything_else_is_passed_on(string said)
    {
        var room = new byte[4096];
        var count = Encoding.ASCII.GetBytes(said, room);
        Refusals.Rewrite(room, count).ShouldBe(count);
        Encoding.ASCII.GetString(room, 0, count).ShouldBe(said);
    }

    static async Task CheckAsync(string request, int status)
    {
        await using var server = await RunningServer.StartAsync();
        var answer = await RawAnswer.OfAsync(server.Port, request);
        answer.Status.ShouldBe(status, answer.Text);
        answer.Body.Length.ShouldBe(answer.Length!.Value);
        JsonSerializer.Deserialize(answer.Body, ApiJson.Default.ProblemView)!.Status.ShouldBe(status);
    }
}
