using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Tessera.Server.Contracts;
using Tessera.Server.Problems;

namespace Tessera.Server.Tests.Hostile;

/// <summary>Who sends next to nothing holds a connection for some seconds, and no longer.</summary>
public sealed class SlowRequestTests
{
    const string Json = "Host: localhost\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n";

    [Fact]
    public async Task Slow_requests_are_given_up_while_others_are_answered()
    {
        await using var server = await RunningServer.StartAsync();
        string[] beginnings =
        [
            $"POST /v1/jobs HTTP/1.1\r\n{Json}", $"POST /v1/jobs:validate HTTP/1.1\r\n{Json}", $"POST /v1/images/generations HTTP/1.1\r\n{Json}{{\"prompt\":", $"POST /v1/jobs HTTP/1.1\r\n{Json.Replace("json", "yaml", StringComparison.Ordinal)}request:\n",
            "GET /v1/jobs HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", "GE",
        ];
        var slow = beginnings.Select(beginning => Task.Run(() => TrickleAsync(server.Port, beginning))).ToList();
        while (!slow.TrueForAll(asked => asked.IsCompleted))
        {
            (await server.Client.GetStringAsync("/healthz/live")).ShouldBe("alive");
            await Task.WhenAny(Task.WhenAll(slow), Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System));
        }

        foreach (var answer in await Task.WhenAll(slow))
        {
            answer.Status.ShouldBe(408, answer.Text);
            JsonSerializer.Deserialize(answer.Body[..answer.Length!.Value], ApiJson.Default.ProblemView)!.Type.ShouldBe(ProblemKinds.TooSlow.Type);
        }
    }

    /// <summary>Sends a byte now and then, until the server has had enough.</summary>
    static async Task<RawAnswer> TrickleAsync(int port, string beginning)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port);
        await RawAnswer.SendAsync(socket, Encoding.ASCII.GetBytes(beginning));
        var answer = RawAnswer.ReadAsync(socket);
        while (!answer.IsCompleted)
        {
            await RawAnswer.SendAsync(socket, "a"u8.ToArray());
            await Task.WhenAny(answer, Task.Delay(TimeSpan.FromSeconds(0.5), TimeProvider.System));
        }

        return await answer;
    }
}
