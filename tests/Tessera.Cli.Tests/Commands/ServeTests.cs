using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tessera.Cli.Tests.Commands;

/// <summary>A server and its keys, as operators run them.</summary>
public sealed partial class ServeTests(ToyCheckpoint toy) : IClassFixture<ToyCheckpoint>, IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("tessera-serve-").FullName;

    string[] Store => ["--store", $"sqlite:{Path.Combine(_folder, "jobs.db")}"];

    string[] Arguments => [.. Store, "--artifacts", Path.Combine(_folder, "artifacts"), "--model", toy.Folder, "--listen", "127.0.0.1:0"];

    [Fact]
    public async Task Server_takes_keys_of_its_store_until_they_are_revoked_and_ends_when_asked()
    {
        var added = await TesseraProcess.RunAsync(["keys", "add", "a laptop", "--tenant", "acme", "--role", "viewer", .. Store]);
        added.ExitCode.ShouldBe(0, added.Errors);
        var (key, id) = (added.Output.Trim(), added.Output.Split('_')[1]);
        key.ShouldMatch("^tsk_[a-z0-9]{12}_[A-Za-z0-9_-]{43}$");
        added.Errors.ShouldContain($"Key {id} of tenant acme, viewer");

        await using var server = await RunningNode.ServeAsync([], [.. Arguments, "--require-keys"]);
        using var client = new HttpClient { BaseAddress = new(Address().Match(server.ReadyLine).Value) };
        (await client.GetStringAsync("/healthz/ready")).ShouldBe("ready");
        (await client.GetAsync("/v1/jobs")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        (await client.GetAsync("/v1/jobs")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await TesseraProcess.RunAsync(["keys", "revoke", id, .. Store])).Output.Trim().ShouldBe($"Key {id} is good for nothing now.");
        (await client.GetAsync("/v1/jobs")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        var (code, log) = await server.EndAsync();
        code.ShouldBe(0, log);
        log.ShouldContain("no longer ready");
        log.ShouldContain("The server has ended");
        (server.ReadyLine + log).ShouldNotContain(key[^43..]);
    }

    [Fact]
    public async Task Keys_are_listed_without_their_secrets_and_audited()
    {
        var added = JsonDocument.Parse((await TesseraProcess.RunAsync(["keys", "add", "ci", "--json", .. Store])).Output).RootElement;
        var (id, key) = (added.GetProperty("id").GetString()!, added.GetProperty("key").GetString()!);
        (added.GetProperty("tenant").GetString(), added.GetProperty("role").GetString(), key.Split('_')[1]).ShouldBe(("default", "user", id));
        var listed = await TesseraProcess.RunAsync(["keys", "list", .. Store]);
        listed.Output.ShouldContain(id);
        listed.Output.ShouldContain("good");
        listed.Output.ShouldNotContain(key[^43..]);
        (await TesseraProcess.RunAsync(["keys", "revoke", id, "--json", .. Store])).ExitCode.ShouldBe(0);
        var all = JsonDocument.Parse((await TesseraProcess.RunAsync(["keys", "list", "--json", .. Store])).Output).RootElement;
        all[0].GetProperty("revoked_at").ValueKind.ShouldBe(JsonValueKind.String);
        all[0].TryGetProperty("key", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("there is no key 'nobody'; see tessera keys list", "keys", "revoke", "nobody")]
    [InlineData("A tenant has a name of 1 to 64 characters: a-z, 0-9 and '-'.", "keys", "add", "x", "--tenant", "ACME")]
    public async Task Wrong_keys_are_refused_with_what_to_do(string message, params string[] arguments)
    {
        var ran = await TesseraProcess.RunAsync([.. arguments, .. Store]);
        ran.ExitCode.ShouldBe(2);
        ran.Errors.ShouldStartWith("tessera: ");
        ran.Errors.ShouldContain(message);
    }

    [Theory]
    [InlineData("--listen cannot be 'here': use ADDRESS:PORT, for example 0.0.0.0:7080", "--listen", "here")]
    [InlineData("--certificate and --certificate-key go together", "--certificate", "x.crt")]
    [InlineData("--behind-proxy cannot be perhaps: use true or false", "--behind-proxy", "perhaps")]
    [InlineData("--quota cannot be 0: use 1 to 9223372036854775807", "--quota", "0")]
    [InlineData("--keep-for cannot be 1.5: use 1 to 36500", "--keep-for", "1.5")]
    [InlineData("--store is missing: give it, or set TESSERA_STORE, or \"store\" in the file of --config")]
    [InlineData("--store: The address of a store is 'memory:', 'sqlite:PATH' or 'postgres://USER@HOST:PORT/DATABASE'.", "--store", "mysql:x")]
    [InlineData("0.0.0.0:0 is not on loopback, where keys would travel in the clear: name a certificate and its key, or say that a proxy ends TLS", "--listen", "0.0.0.0:0", "--store", "memory:")]
    public async Task Wrong_settings_are_refused_with_what_to_do(string message, params string[] arguments)
    {
        var ran = await TesseraProcess.RunAsync(["serve", "--artifacts", _folder, "--model", toy.Folder, .. arguments]);
        (ran.ExitCode, ran.Errors.Split('\n')[^1]).ShouldBe((2, $"tessera: {message}"));
    }

    [Fact]
    public async Task Settings_may_stand_in_a_file()
    {
        var path = Path.Combine(_folder, "tessera.json");
        await File.WriteAllTextAsync(path, $$"""
            {
                "store": "memory:", "artifacts": "{{_folder}}", "model": "{{toy.Folder}}", "listen": "127.0.0.1:0", "require-keys": true, "keep-for": 30, "quota": "1000000000000"
            }
            """);
        await using var server = await RunningNode.ServeAsync([("TESSERA_BEHIND_PROXY", "false")], "--config", path);
        server.ReadyLine.ShouldContain("asks for keys: True");
    }

    [Fact]
    public async Task Server_waits_for_a_store_that_is_out_of_reach()
    {
        await using var server = await RunningNode.StartAsync(
            line => line.Contains("Cannot serve before the store is there", StringComparison.Ordinal),
            [],
            ["serve", "--store", "postgres://nobody@127.0.0.1:1/nothing", "--artifacts", _folder, "--model", toy.Folder, "--listen", "127.0.0.1:0"]);
        var (code, log) = await server.EndAsync();
        code.ShouldBe(ExitCode.Cancelled, log);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [GeneratedRegex("http://[0-9.:]+[0-9]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();
}
