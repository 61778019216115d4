namespace Tessera.Cli.Tests.Commands;

/// <summary>What leaves a process for a collector. Numbers are those of the fields in OTLP.</summary>
public sealed class OtlpTests(ToyCheckpoint toy) : IClassFixture<ToyCheckpoint>
{
    [Fact]
    public async Task Spans_and_measurements_of_a_job_go_to_the_collector_with_the_name_of_the_process()
    {
        await using var receiver = new OtlpReceiver();
        var ran = await TesseraProcess.RunAsync(
            receiver.Variables, "generate", "lake, snow:0.5", "--model", toy.Folder, "--size", "512x384", "--halo", "1", "--nodes", "2", "--out", toy.PathOf("otlp.png"), "--quiet");
        ran.ExitCode.ShouldBe(0, ran.Errors);

        var resources = receiver.Of("traces").SelectMany(request => request.All(1)).ToList();
        var resource = resources[0].All(1).Single().Attributes(1);
        (resource["service.name"], resource["service.instance.id"], resource["service.version"].Split('.').Length).ShouldBe(("tessera", Environment.MachineName, 3));
        var spans = resources.SelectMany(found => found.All(2)).SelectMany(scope => scope.All(2)).ToLookup(span => span.Text(5), StringComparer.Ordinal);
        var job = spans["job"].Single();
        spans["stage"].ShouldNotBeEmpty();
        spans["stage"].ShouldAllBe(stage => stage.Hex(1) == job.Hex(1) && stage.Hex(4) == job.Hex(2));
        var stages = spans["stage"].Select(stage => stage.Hex(2)).ToHashSet(StringComparer.Ordinal);
        spans["step"].ShouldNotBeEmpty();
        spans["step"].ShouldAllBe(step => stages.Contains(step.Hex(4)));
        spans["tile"].ShouldAllBe(tile => stages.Contains(tile.All(13).Single().Hex(2)) && tile.Hex(1) != job.Hex(1));

        job.All(9).Single(pair => pair.Text(1) == "tessera.outcome").All(2).Single().Text(1).ShouldBe("done");
        spans["step"].ShouldAllBe(step =>
            step.All(9).Select(pair => pair.Text(1)).Order().SequenceEqual(new[] { "bytes", "epoch", "node", "stage", "step", "tiles" }.Select(name => "tessera." + name)));

        var metrics = receiver.Of("metrics").SelectMany(request => request.All(1)).SelectMany(found => found.All(2)).SelectMany(scope => scope.All(2)).Select(metric => metric.Text(1)).ToList();
        metrics.ShouldContain(text => text == "tessera.step.duration");
        metrics.ShouldContain(text => text == "tessera.exchange.bytes");
        metrics.ShouldContain(text => text == "tessera.job.duration");
    }

    [Fact]
    public async Task Nodes_send_what_they_log_too()
    {
        await using var receiver = new OtlpReceiver();
        var folder = Directory.CreateTempSubdirectory("tessera-otlp-");
        try
        {
            var node = await RunningNode.StartAsync(
                receiver.Variables, "--store", $"sqlite:{folder.FullName}/jobs.db", "--artifacts", folder.FullName, "--model", toy.Folder, "--name", "solo", "--threads", "1");
            var (code, log) = await node.EndAsync();
            code.ShouldBe(0, log);
            var resources = receiver.Of("logs").SelectMany(request => request.All(1)).ToList();
            resources[0].All(1).Single().Attributes(1)["service.instance.id"].ShouldBe("solo");
            resources.SelectMany(found => found.All(2)).SelectMany(scope => scope.All(2)).Select(record => record.All(5).Single().Text(1)).ShouldContain(text => text == "solo has ended");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("collector:4317")]
    [InlineData("/tmp/collector")]
    [InlineData("ftp://collector")]
    public async Task Address_that_is_none_is_refused(string address)
    {
        var ran = await TesseraProcess.RunAsync(
            [("OTEL_EXPORTER_OTLP_ENDPOINT", address)], "generate", "lake", "--model", toy.Folder, "--size", "64x64", "--out", toy.PathOf("refused.png"));
        (ran.ExitCode, ran.Errors).ShouldBe((2, $"tessera: OTEL_EXPORTER_OTLP_ENDPOINT cannot be '{address}': use http://HOST:PORT or https://HOST:PORT"));
    }

    [Fact]
    public async Task Collector_that_is_not_there_does_not_spoil_a_picture()
    {
        string[] picture = ["generate", "lake", "--model", toy.Folder, "--size", "64x64", "--quiet", "--out", toy.PathOf("alone.png")];
        (await TesseraProcess.RunAsync([("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")], picture)).ShouldBe(new(0, "", ""));
        File.Exists(toy.PathOf("alone.png")).ShouldBeTrue();
    }
}
