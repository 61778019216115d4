using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Tessera.Cluster;
using Tessera.Server.Problems;

namespace Tessera.Server.Tests.Security;

public sealed class OriginTests
{
    const string Path = "/test";

    [Theory]
    [InlineData("localhost:PORT", true)]
    [InlineData("LOCALHOST", true)]
    [InlineData("127.0.0.1:1234", true)]
    [InlineData("[::1]:80", true)]
    [InlineData("evil.example:PORT", false)]
    [InlineData("localhost.evil.example", false)]
    [InlineData("localhost.", false)]
    [InlineData("127.0.0.1.nip.io", false)]
    [InlineData("127.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("", false)]
    public async Task On_loopback_only_names_of_this_host_are_answered(string host, bool isAnswered)
    {
        await using var server = await RunningServer.StartAsync(map: Map);
        var answer = await RawAnswer.OfAsync(server.Port, $"GET {Path} HTTP/1.1\r\nHost: {host.Replace("PORT", $"{server.Port}", StringComparison.Ordinal)}\r\nConnection: close\r\n\r\n");
        answer.Status.ShouldBe(isAnswered ? 200 : 403, answer.Text);
        answer.Text.Contains(ProblemKinds.ForeignOrigin.Type, StringComparison.Ordinal).ShouldBe(!isAnswered);
    }

    [Fact]
    public async Task Behind_a_proxy_any_name_is_answered_but_keys_are_asked_for()
    {
        await using var server = await RunningServer.StartAsync(options => options with { IsBehindProxy = true }, Map);
        var key = await server.AddKeyAsync(ApiRole.User);
        (await RawAnswer.OfAsync(server.Port, $"GET {Path} HTTP/1.1\r\nHost: tessera.example\r\nConnection: close\r\n\r\n")).Status.ShouldBe(401);
        (await RawAnswer.OfAsync(server.Port, $"GET {Path} HTTP/1.1\r\nHost: tessera.example\r\nAuthorization: Bearer {key}\r\nConnection: close\r\n\r\n")).Status.ShouldBe(200);
        using var own = await server.SendAsync(HttpMethod.Post, Path, key, request => (request.Headers.Host, _) = ("tessera.example", request.Headers.TryAddWithoutValidation("Origin", "https://tessera.example")));
        ((int)own.StatusCode).ShouldBe(200);
        using var other = await server.SendAsync(HttpMethod.Post, Path, key, request => (request.Headers.Host, _) = ("tessera.example", request.Headers.TryAddWithoutValidation("Origin", "https://evil.example")));
        ((int)other.StatusCode).ShouldBe(403);
    }

    [Theory]
    [InlineData("Origin", "http://evil.example", false)]
    [InlineData("Origin", "null", false)]
    [InlineData("Origin", "http://127.0.0.1:1", false)]
    [InlineData("Origin", "https://127.0.0.1:PORT", false)]
    [InlineData("Origin", "http://127.0.0.1:PORT", true)]
    [InlineData("Sec-Fetch-Site", "cross-site", false)]
    [InlineData("Sec-Fetch-Site", "same-site", false)]
    [InlineData("Sec-Fetch-Site", "same-origin", true)]
    [InlineData("Sec-Fetch-Site", "none", true)]
    public async Task What_changes_something_is_not_taken_from_pages_of_others(string name, string value, bool isTaken)
    {
        await using var server = await RunningServer.StartAsync(map: Map);
        var said = value.Replace("PORT", $"{server.Port}", StringComparison.Ordinal);
        foreach (var method in (HttpMethod[])[HttpMethod.Post, HttpMethod.Delete])
        {
            using var answer = await server.SendAsync(method, Path, change: request => request.Headers.TryAddWithoutValidation(name, said));
            ((int)answer.StatusCode).ShouldBe(isTaken ? 200 : 403);
            if (!isTaken)
            {
                (await RunningServer.ProblemAsync(answer)).ShouldBe(ProblemKinds.ForeignOrigin);
            }
        }

        using var read = await server.SendAsync(HttpMethod.Get, Path, change: request => request.Headers.TryAddWithoutValidation(name, said));
        ((int)read.StatusCode).ShouldBe(200);
    }

    [Theory]
    [InlineData("application/json", true)]
    [InlineData("Application/JSON; charset=utf-8", true)]
    [InlineData("application/yaml", true)]
    [InlineData("application/x-yaml; charset=\"utf-8\"", true)]
    [InlineData("application/json; charset=utf-16", false)]
    [InlineData("text/plain", false)]
    [InlineData("text/plain; application/json", false)]
    [InlineData("application/x-www-form-urlencoded", false)]
    [InlineData("multipart/form-data; boundary=x", false)]
    [InlineData("application/jsonx", false)]
    [InlineData("", false)]
    public async Task Bodies_are_of_types_that_pages_of_others_cannot_send(string type, bool isTaken)
    {
        await using var server = await RunningServer.StartAsync(map: Map);
        var (body, header) = ("{}", type.Length == 0 ? "" : $"Content-Type: {type}\r\n");
        var answer = await RawAnswer.OfAsync(server.Port, $"POST {Path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{header}Content-Length: {body.Length}\r\n\r\n{body}");
        answer.Status.ShouldBe(isTaken ? 200 : 415, answer.Text);
        var chunked = await RawAnswer.OfAsync(server.Port, $"POST {Path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{header}Transfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n");
        chunked.Status.ShouldBe(isTaken ? 200 : 415, chunked.Text);
    }

    [Fact]
    public async Task Nothing_without_a_body_needs_a_type()
    {
        await using var server = await RunningServer.StartAsync(map: Map);
        using var answer = await server.Client.PostAsync(Path, new StringContent("", Encoding.UTF8, "text/plain"));
        ((int)answer.StatusCode).ShouldBe(200);
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.GetValues("Cross-Origin-Resource-Policy").ShouldBe(["same-origin"]);
    }

    static void Map(WebApplication app) => app.MapMethods(Path, ["GET", "POST", "DELETE"], context => context.Response.WriteAsync("hello")).RequireAuthorization(nameof(ApiRole.Viewer));
}
