using System.Text.Json;
using Tessera.Engine.Pictures;
using Tessera.Media.Png;
using Tessera.Media.Previews;

namespace Tessera.Cli.Tests.Commands;

/// <summary>A node that is alone, and its clients.</summary>
public sealed class NodeTests(ToyCheckpoint toy) : IClassFixture<ToyCheckpoint>, IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("tessera-node-").FullName;

    string Config => Path.Combine(_folder, "tessera.json");

    /// <summary>Starts a server, and writes the file that names it, and what it works with.</summary>
    async Task<LocalServer> ServeAsync()
    {
        var (database, artifacts) = (Path.Combine(_folder, "jobs.db"), Path.Combine(_folder, "artifacts"));
        var server = await LocalServer.StartAsync(database, artifacts, toy.Folder);
        await File.WriteAllTextAsync(Config, $$"""
            {
                // one file serves nodes and clients
                "store": "sqlite:{{database}}", "artifacts": "{{artifacts}}", "model": "{{toy.Folder}}", "server": "{{server.Address}}",
            }
            """);
        return server;
    }

    [Fact]
    public async Task Submitted_picture_has_the_bytes_of_a_generated_one_and_the_node_ends_when_asked()
    {
        string[] picture = ["lake, snow:0.5", "--size", "544x384", "--seed", "3", "--halo", "1"];
        await using var server = await ServeAsync();
        await using var node = await RunningNode.StartAsync("--config", Config, "--name", "solo", "--threads", "1");
        var (submitted, generated) = (Path.Combine(_folder, "a.png"), Path.Combine(_folder, "b.png"));
        var ran = await TesseraProcess.RunAsync(["submit", .. picture, "--config", Config, "--wait", "--out", submitted]);
        ran.ExitCode.ShouldBe(0, ran.Errors);
        ran.Errors.ShouldContain("done: 100 %");
        (await TesseraProcess.RunAsync(["generate", .. picture, "--model", toy.Folder, "--out", generated, "--quiet"])).ExitCode.ShouldBe(0);
        File.ReadAllBytes(submitted).ShouldBe(File.ReadAllBytes(generated));

        var id = ran.Output.Trim();
        (await TesseraProcess.RunAsync("watch", id, "--config", Config)).ExitCode.ShouldBe(0);
        (await TesseraProcess.RunAsync("jobs", "--config", Config)).Output.ShouldContain("lake, snow:0.5");
        var listed = JsonDocument.Parse((await TesseraProcess.RunAsync("jobs", "--config", Config, "--json")).Output).RootElement[0];
        (listed.GetProperty("id").GetString(), listed.GetProperty("state").GetString()).ShouldBe((id, "done"));
        var kept = Directory.GetFileSystemEntries(Path.Combine(_folder, "artifacts", id)).Select(path => Path.GetFileName(path));
        kept.Where(name => !name.EndsWith(".png", StringComparison.Ordinal)).ShouldBe(["picture.json", "report.json", "timeline"], ignoreOrder: true);

        CheckPreview(id, submitted);
        Directory.GetFiles(_folder, "*preview*").ShouldBeEmpty(); // generate makes none

        await CheckTraceAsync(id, generated);
        var cancelled = await TesseraProcess.RunAsync("cancel", id, "--config", Config);
        (cancelled.ExitCode, cancelled.Errors).ShouldBe((1, $"tessera: The job has ended: Job {id} has ended."));
        await CheckClientAsync(id, generated);
        var (code, log) = await node.EndAsync();
        code.ShouldBe(0, log);
        log.ShouldContain("solo has ended");
    }

    /// <summary>What a client can have of a job that is done.</summary>
    async Task CheckClientAsync(string id, string picture)
    {
        var (again, small) = (Path.Combine(_folder, "again.png"), Path.Combine(_folder, "small.png"));
        (await TesseraProcess.RunAsync("result", id, "--config", Config, "--out", again)).ShouldBe(new(0, again + "\n", ""));
        (await File.ReadAllBytesAsync(again)).ShouldBe(await File.ReadAllBytesAsync(picture));
        (await TesseraProcess.RunAsync("preview", id, "--config", Config, "--out", small)).ExitCode.ShouldBe(0);
        (await TesseraProcess.RunAsync("report", id, "--config", Config)).Output.ShouldContain($"job {id}: done");
        (await TesseraProcess.RunAsync("nodes", "--config", Config)).Output.ShouldContain("solo");
        (await TesseraProcess.RunAsync("drain", "solo", "--config", Config)).Output.ShouldBe("solo gets no tiles any more\n");
        (await TesseraProcess.RunAsync("drain", "solo", "--undo", "--config", Config)).Output.ShouldBe("solo gets tiles again\n");
        (await TesseraProcess.RunAsync("queue", "--config", Config)).ExitCode.ShouldBe(0);
        (await TesseraProcess.RunAsync("parameters", "--config", Config)).Output.ShouldContain("WIDTHxHEIGHT");
        (await TesseraProcess.RunAsync("retry", id, "--config", Config)).Errors.ShouldBe($"tessera: The job has ended: Job {id} is done.");
        var repeated = await TesseraProcess.RunAsync("submit", "--file", again, "--config", Config, "--dry-run");
        (repeated.ExitCode, repeated.Output.Split('\n')[0]).ShouldBe((0, "It would be accepted."));
        (await TesseraProcess.RunAsync("delete", id, "--config", Config)).Output.ShouldBe($"{id} deleted\n");
        (await TesseraProcess.RunAsync("watch", id, "--config", Config)).ExitCode.ShouldBe(2);
    }

    /// <summary>What is shown of the picture is the picture, only smaller.</summary>
    void CheckPreview(string id, string picture)
    {
        using var reader = PngReader.Open(picture);
        var rows = new byte[reader.Width * reader.Height * 3];
        reader.ReadRows(rows);
        using var preview = new PngPreview(reader.Width, reader.Height, PictureStitcher.PreviewEdge);
        preview.Push(rows);
        File.ReadAllBytes(Path.Combine(_folder, "artifacts", id, "preview.png")).ShouldBe(preview.Complete());
    }

    /// <summary>What was done is told in lines, as a report and as a trace.</summary>
    async Task CheckTraceAsync(string id, string picture)
    {
        var file = Path.Combine(_folder, "trace.json");
        var lines = await TesseraProcess.RunAsync("trace", id, "--config", Config, "--perfetto", file);
        (lines.ExitCode, lines.Errors).ShouldBe((0, ""));
        lines.Output.ShouldStartWith("solo.");
        lines.Output.ShouldContain("% accounted for");
        var events = JsonDocument.Parse(await File.ReadAllBytesAsync(file)).RootElement.GetProperty("traceEvents").EnumerateArray().ToList();
        events.Select(happened => happened.GetProperty("name").GetString()).ShouldContain(text => text == "evaluate");
        events.Select(happened => happened.GetProperty("name").GetString()).ShouldContain(text => text == "stitching");

        var report = JsonDocument.Parse((await TesseraProcess.RunAsync("trace", id, "--config", Config, "--json")).Output).RootElement;
        report.GetProperty("nodes")[0].GetProperty("accounted").GetDouble().ShouldBeInRange(0.95, 1);
        report.GetProperty("outcome").GetString().ShouldBe("done");
        var kept = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(_folder, "artifacts", id, "report.json"))).RootElement;
        kept.GetProperty("tokens").GetInt64().ShouldBe(report.GetProperty("tokens").GetInt64());
        var seams = JsonDocument.Parse((await TesseraProcess.RunAsync("generate", "--like", picture, "--model", toy.Folder, "--out", picture, "--json")).Output).RootElement;
        kept.GetProperty("picture").GetProperty("sha256_pixels").GetString().ShouldBe(seams.GetProperty("sha256_pixels").GetString());
        JsonElement.DeepEquals(kept.GetProperty("picture").GetProperty("seams"), seams.GetProperty("seams")).ShouldBeTrue();
        (await TesseraProcess.RunAsync("trace", id, "--config", Config, "--report")).Output.ShouldContain($"job {id}: done");
    }

    [Fact]
    public async Task Job_without_a_timeline_has_no_trace()
    {
        var ran = await TesseraProcess.RunAsync("trace", new string('0', 32), "--artifacts", _folder);
        ran.ExitCode.ShouldBe(2);
        ran.Errors.ShouldContain("there is no timeline of job");
    }

    [Fact]
    public async Task Job_that_is_cancelled_before_anybody_draws_it_is_ended_by_the_next_node()
    {
        var document = Path.Combine(_folder, "picture.yaml");
        await File.WriteAllTextAsync(document, "request:\n  prompt: lake\n  size: 64x64\n");
        await using var server = await ServeAsync();
        var submitted = await TesseraProcess.RunAsync("submit", "--file", document, "--config", Config, "--json", "--idempotency-key", "once");
        (await TesseraProcess.RunAsync("submit", "--file", document, "--config", Config, "--json", "--idempotency-key", "once")).Output.ShouldBe(submitted.Output);
        submitted.ExitCode.ShouldBe(0, submitted.Errors);
        var job = JsonDocument.Parse(submitted.Output).RootElement;
        job.GetProperty("state").GetString().ShouldBe("waiting");
        var id = job.GetProperty("id").GetString()!;
        (await TesseraProcess.RunAsync("cancel", id, "--config", Config)).ExitCode.ShouldBe(0);

        await using var node = await RunningNode.StartAsync("--config", Config, "--threads", "1");
        var watched = await TesseraProcess.RunAsync("watch", id, "--config", Config, "--json");
        watched.ExitCode.ShouldBe(3, watched.Errors);
        JsonDocument.Parse(watched.Output).RootElement.GetProperty("state").GetString().ShouldBe("cancelled");
    }

    [Theory]
    [InlineData("--store is missing: give it, or set TESSERA_STORE, or \"store\" in the file of --config", "node", "--artifacts", "x", "--roles", "coordinator,worker")]
    [InlineData("'seven' is no job's id: it has 32 hexadecimal digits; see tessera jobs", "watch", "seven")]
    [InlineData("--store: The address of a store is 'memory:', 'sqlite:PATH' or 'postgres://USER@HOST:PORT/DATABASE'.", "node", "--artifacts", "x", "--store", "mysql:x")]
    [InlineData("--broker: The broker at 10.0.0.1 is on another host, where amqp:// would send the password and all news in the clear: use amqps://.", "node", "--broker", "amqp://a@10.0.0.1", "--artifacts", "x", "--store", "memory:")]
    [InlineData("a node without --broker is alone and needs both roles", "node", "--roles", "worker", "--artifacts", "x")]
    [InlineData("--roles: there is no role 'king': use coordinator, worker, or both with a comma between", "node", "--roles", "king", "--artifacts", "x")]
    [InlineData("--listen cannot be 'here': use ADDRESS:PORT, for example 0.0.0.0:7100", "node", "--listen", "here", "--artifacts", "x")]
    [InlineData("--threads cannot be 0: use 1 to 1024", "node", "--threads", "0", "--artifacts", "x")]
    [InlineData("--out needs --wait: the picture is there when the job is done", "submit", "lake", "--out", "x.png")]
    public async Task Wrong_settings_are_refused_with_what_to_do(string message, params string[] arguments)
    {
        var ran = await TesseraProcess.RunAsync(arguments);
        (ran.ExitCode, ran.Errors).ShouldBe((2, $"tessera: {message}"));
    }

    [Fact]
    public async Task File_with_a_setting_that_there_is_not_is_refused()
    {
        var path = Path.Combine(_folder, "wrong.json");
        await File.WriteAllTextAsync(path, """{ "stor": "memory:" }""");
        (await TesseraProcess.RunAsync("jobs", "--config", path)).Errors.ShouldBe($"tessera: {path}: there is no setting \"stor\"; see tessera node --help");
        await File.WriteAllTextAsync(path, "[]");
        (await TesseraProcess.RunAsync("jobs", "--config", path)).Errors.ShouldBe($"tessera: {path} is not a JSON object");
    }

    [Fact]
    public async Task Cluster_makes_an_authority_once_and_certificates_of_it()
    {
        var (authority, member) = (Path.Combine(_folder, "ca"), Path.Combine(_folder, "member"));
        (await TesseraProcess.RunAsync("cluster", "init", authority)).ExitCode.ShouldBe(0);
        (await TesseraProcess.RunAsync("cluster", "init", authority)).ExitCode.ShouldBe(1);
        (await TesseraProcess.RunAsync("cluster", "issue", authority, "worker-1", "--host", "10.0.0.7", "--out", member)).ExitCode.ShouldBe(0);
        Directory.GetFiles(member).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["ca.crt", "worker-1.crt", "worker-1.key"]);
        (OperatingSystem.IsWindows() ? UnixFileMode.UserRead | UnixFileMode.UserWrite : File.GetUnixFileMode(Path.Combine(member, "worker-1.key"))).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await TesseraProcess.RunAsync("cluster", "issue", authority, "../x")).ExitCode.ShouldBe(2);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
