using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tessera.Cli.Tests.Client;

namespace Tessera.Cli.Tests.Commands;

/// <summary>What commands print, and how they end, whatever a server says.</summary>
public sealed class ClientCommandTests : IDisposable
{
    const string Id = "0123456789abcdef0123456789abcdef";

    readonly string _folder = Directory.CreateTempSubdirectory("tessera-client-").FullName;

    [Fact]
    public async Task Submission_prints_the_id_alone_and_sends_what_was_asked_for()
    {
        await using var server = await StubServer.StartAsync((context, _) => AnswerAsync(context, "waiting"));
        (await RunAsync(server, "submit", "lake, snow:0.5", "--size", "512x384", "--priority", "7", "--idempotency-key", "mine")).ShouldBe(new(0, Id + "\n", ""));
        var asked = server.Requests.ShouldHaveSingleItem();
        (asked.Method, asked.Path, asked.Headers["Idempotency-Key"]).ShouldBe(("POST", "/v1/jobs", "mine"));
        var sent = JsonDocument.Parse(asked.Body).RootElement;
        (sent.GetProperty("priority").GetInt32(), sent.GetProperty("request").GetProperty("size").GetString()).ShouldBe((7, "512x384"));
    }

    [Theory]
    [InlineData("job.yaml", "application/yaml")]
    [InlineData("job.YML", "application/yaml")]
    [InlineData("job.json", "application/json")]
    public async Task Files_are_sent_as_they_are(string name, string type)
    {
        const string Text = "# anything: the server reads it\n";
        var file = Path.Combine(_folder, name);
        await File.WriteAllTextAsync(file, Text);
        await using var server = await StubServer.StartAsync((context, _) => AnswerAsync(context, "waiting"));
        (await RunAsync(server, "submit", "--file", file, "--json")).ExitCode.ShouldBe(0);
        var asked = server.Requests.ShouldHaveSingleItem();
        (asked.Body, asked.Headers["Content-Type"], asked.Headers["Idempotency-Key"].Length).ShouldBe((Text, type, 32));
    }

    [Theory]
    [InlineData("done", "", 0, "done: 100 %")]
    [InlineData("failed", "the disk is full", 1, "failed: the disk is full")]
    [InlineData("quarantined", "tile 7 failed", 1, "quarantined: tile 7 failed")]
    [InlineData("cancelled", "", 3, "cancelled")]
    public async Task Waiting_ends_as_the_job_did(string outcome, string reason, int exitCode, string line)
    {
        var hasEnded = false;
        await using var server = await StubServer.StartAsync(async (context, _) =>
        {
            if (!context.Request.Path.Value!.EndsWith("/events", StringComparison.Ordinal))
            {
                await AnswerAsync(context, hasEnded ? outcome : "running", hasEnded ? 3 : 1, hasEnded && reason.Length > 0 ? $",\"reason\":\"{reason}\"" : "");
                return;
            }

            hasEnded = true;
            if (context.Request.Headers["Last-Event-ID"] == "3")
            {
                context.Response.StatusCode = 204;
                return;
            }

            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync(Event(2, "progress", """, "progress": { "phase": "denoising", "fraction": 0.5, "stage": 1, "stages": 2, "step": 3, "steps": 8, "tiles_finished": 0, "tiles": 4 }"""));
            await context.Response.WriteAsync(Event(3, "ended", $""", "outcome": "{outcome}" """));
        });
        var ran = await RunAsync(server, "submit", "lake", "--wait", "--out", Path.Combine(_folder, "lake.png"));
        (ran.ExitCode, ran.Output).ShouldBe((exitCode, Id + "\n"));
        ran.Errors.ShouldEndWith(line);
        File.Exists(Path.Combine(_folder, "lake.png")).ShouldBe(outcome == "done");
        var watched = await RunAsync(server, "watch", Id, "--json");
        (watched.ExitCode, watched.Errors).ShouldBe((exitCode, ""));
        JsonDocument.Parse(watched.Output).RootElement.GetProperty("state").GetString().ShouldBe(outcome);
    }

    [Fact]
    public async Task Time_that_is_over_leaves_the_job_running_and_says_so()
    {
        await using var server = await StubServer.StartAsync(EndlessAsync);
        var ran = await RunAsync(server, "watch", Id, "--timeout", "0.2");
        ran.ExitCode.ShouldBe(4);
        ran.Errors.ShouldEndWith($"tessera: the job has not ended within 0.2 s, and goes on; come back with: tessera watch {Id}");
        server.Requests.ShouldAllBe(asked => asked.Method == "GET");
    }

    [Fact]
    public async Task Ctrl_C_leaves_the_job_running_and_says_how_to_come_back()
    {
        await using var server = await StubServer.StartAsync(EndlessAsync);
        var ran = await TesseraProcess.RunAsync(
            line =>
            {
                if (line.Text.StartsWith("running", StringComparison.Ordinal))
                {
                    TesseraProcess.Interrupt(line.ProcessId);
                }
            },
            "watch",
            Id,
            "--server",
            server.Address.AbsoluteUri);
        (ran.ExitCode, ran.Output).ShouldBe((3, ""));
        ran.Errors.ShouldEndWith($"tessera: the job goes on; come back with: tessera watch {Id}");
        server.Requests.ShouldAllBe(asked => asked.Method == "GET");
    }

    [Fact]
    public async Task Nothing_that_a_terminal_obeys_is_printed()
    {
        const string Evil = "\\u001b]0;owned\\u0007\\u202e\\r\\n\\u0090";
        await using var server = await StubServer.StartAsync((context, _) => context.Request.Path.Value switch
        {
            "/v1/jobs" => StubServer.JsonAsync(context, $$"""{ "jobs": [{{StubServer.Job(Id + Evil, "failed", 1, $",\"reason\":\"{Evil}\"").Replace("lake", Evil, StringComparison.Ordinal)}}], "next": "{{Evil}}" }"""),
            "/v1/nodes" => StubServer.JsonAsync(context, $$"""{ "is_led": true, "nodes": [{ "name": "{{Evil}}", "is_alive": true, "is_drained": false, "phase": "idle", "speed": 1, "memory_bytes": 1, "numerics": "{{Evil}}", "address": "{{Evil}}", "job": "{{Evil}}" }] }"""),
            "/v1/queue" => StubServer.JsonAsync(context, $$"""{ "waiting": 1, "jobs": [{ "position": 1, "id": "{{Evil}}", "tenant": "{{Evil}}", "priority": 5 }] }"""),
            "/v1/parameters" => StubServer.JsonAsync(context, $$"""[{ "name": "{{Evil}}", "type": "{{Evil}}", "description": "{{Evil}}", "default": "{{Evil}}", "choices": ["{{Evil}}"], "is_required": false }]"""),
            "/v1/jobs:validate" => StubServer.JsonAsync(context, $$"""{ "is_accepted": false, "problems": [{ "type": "{{Evil}}", "title": "{{Evil}}", "status": 422, "detail": "{{Evil}}" }] }"""),
            _ => StubServer.ProblemAsync(context, 404, "job-not-found", Evil),
        });
        foreach (var command in (string[][])[["jobs"], ["nodes"], ["queue"], ["parameters"], ["submit", "lake", "--dry-run"], ["cancel", Id], ["report", Id]])
        {
            foreach (var more in (string[][])[[], ["--json"]])
            {
                var ran = await RunAsync(server, [.. command, .. more]);
                (ran.Output + ran.Errors).ShouldNotContain(c => c != '\n' && (char.IsControl(c) || c == '\u202e'), $"{command[0]} printed {ran.Output}{ran.Errors}");
                ran.ExitCode.ShouldBe(command is ["jobs" or "nodes" or "queue" or "parameters", ..] ? 0 : 2, ran.Errors);
            }
        }
    }

    [Theory]
    [InlineData("--server cannot be 'here': use http://HOST:PORT or https://HOST:PORT", "jobs", "--server", "here")]
    [InlineData("--server cannot be 'ftp://a': use http://HOST:PORT or https://HOST:PORT", "jobs", "--server", "ftp://a")]
    [InlineData("--server cannot be 'http://me:secret@127.0.0.1': use http://HOST:PORT or https://HOST:PORT", "jobs", "--server", "http://me:secret@127.0.0.1")]
    [InlineData("--server: the key would be sent to 10.0.0.1 in the clear: use https://", "jobs", "--server", "http://10.0.0.1", "--key-file", "KEY")]
    [InlineData("--server: the key would be sent to 127.0.0.1.example in the clear: use https://", "jobs", "--server", "http://127.0.0.1.example", "--key-file", "KEY")]
    [InlineData("--key-file: the first line of EMPTY is no key", "jobs", "--key-file", "EMPTY")]
    [InlineData("--most cannot be 0: use 1 to 1000", "jobs", "--most", "0")]
    [InlineData("--timeout cannot be -1: use more than 0, to 1000000 seconds", "watch", Id, "--timeout", "-1")]
    [InlineData("--timeout needs --wait or --watch", "submit", "lake", "--timeout", "1")]
    [InlineData("--priority cannot be 10: use 0 to 9", "submit", "lake", "--priority", "10")]
    [InlineData("--file cannot be KEY: use a file that ends in .json, .yaml or .png", "submit", "--file", "KEY")]
    [InlineData("--file says what to draw: leave out the prompt", "submit", "lake", "--file", "job.json")]
    [InlineData("--out: there is no folder /nowhere", "submit", "lake", "--wait", "--out", "/nowhere/x.png")]
    public async Task Wrong_options_are_refused_with_what_to_do(string message, params string[] arguments)
    {
        var (key, empty) = (Path.Combine(_folder, "key"), Path.Combine(_folder, "empty"));
        await File.WriteAllTextAsync(key, "tsk_secret\nmore\n");
        await File.WriteAllTextAsync(empty, "\n");
        string Named(string text) => text.Replace("KEY", key, StringComparison.Ordinal).Replace("EMPTY", empty, StringComparison.Ordinal);
        var ran = await TesseraProcess.RunAsync([.. arguments.Select(Named)]);
        (ran.ExitCode, ran.Errors).ShouldBe((2, $"tessera: {Named(message)}"));
    }

    [Fact]
    public async Task Key_is_read_from_a_file_that_may_be_named_in_the_environment()
    {
        var key = Path.Combine(_folder, "key");
        await File.WriteAllTextAsync(key, "tsk_secret\r\nmore\n");
        await using var server = await StubServer.StartAsync((context, _) => StubServer.JsonAsync(context, """{ "jobs": [] }"""));
        (await TesseraProcess.RunAsync([("TESSERA_SERVER", server.Address.AbsoluteUri), ("TESSERA_KEY_FILE", key)], "jobs")).ExitCode.ShouldBe(0);
        server.Requests.ShouldHaveSingleItem().Headers["Authorization"].ShouldBe("Bearer tsk_secret");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    static Task<TesseraProcess.Ran> RunAsync(StubServer server, params string[] arguments) => TesseraProcess.RunAsync([.. arguments, "--server", server.Address.AbsoluteUri]);

    static string Event(int sequence, string kind, string more) =>
        $$"""id: {{sequence}}{{"\n"}}data: { "sequence": {{sequence}}, "at": "2026-01-01T00:00:00Z", "kind": "{{kind}}", "stage": 1{{more}} }{{"\n\n"}}""";

    static async Task EndlessAsync(HttpContext context, int number)
    {
        if (!context.Request.Path.Value!.EndsWith("/events", StringComparison.Ordinal))
        {
            await AnswerAsync(context, "running");
            return;
        }

        context.Response.ContentType = "text/event-stream";
        await context.Response.Body.FlushAsync();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
    }

    static Task AnswerAsync(HttpContext context, string state, int version = 1, string more = "")
    {
        if (!context.Request.Path.Value!.EndsWith("/result", StringComparison.Ordinal))
        {
            return StubServer.JsonAsync(context, StubServer.Job(Id, state, version, more), context.Request.Method == "POST" ? 202 : 200);
        }

        (context.Response.ContentType, context.Response.ContentLength) = ("image/png", 3);
        return context.Response.WriteAsync("png");
    }
}
