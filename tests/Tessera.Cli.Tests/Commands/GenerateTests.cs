using System.Security.Cryptography;
using System.Text.Json;

namespace Tessera.Cli.Tests.Commands;

public sealed class GenerateTests(ToyCheckpoint toy) : IClassFixture<ToyCheckpoint>
{
    [Theory]
    [InlineData("Halo", "auto")]
    [InlineData("Fuse", "none")]
    public async Task TheBytesDoNotDependOnNodesOrThreads(string mode, string stages)
    {
        var hashes = new List<string>();
        foreach (var (nodes, threads) in new[] { (1, 1), (1, 2), (2, 2), (3, 1) })
        {
            var file = toy.PathOf($"same-{mode}-{nodes}-{threads}.png");
            var ran = await Generate(file, "--mode", mode, "--stages", stages, "--nodes", $"{nodes}", "--threads", $"{threads}", "--json");
            ran.ExitCode.ShouldBe(0, ran.Errors);
            hashes.Add(Hash(file));
        }

        hashes.Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
    }

    [Fact]
    public async Task PrintsOneJsonObject()
    {
        var file = toy.PathOf("json.png");
        var ran = await Generate(file, "--json");
        var json = JsonDocument.Parse(ran.Output.Trim()).RootElement;
        json.GetProperty("seconds").GetProperty("total").GetDouble().ShouldBeGreaterThan(0);
        json.GetProperty("steps").GetInt32().ShouldBe(3 + 2 + 2); // 128, 256 and 512 pixels
        json.GetProperty("tiles").GetInt32().ShouldBeGreaterThan(3);
        json.GetProperty("tokens_per_second").GetDouble().ShouldBeGreaterThan(0);
        json.GetProperty("peak_rss_bytes").GetInt64().ShouldBeGreaterThan(1 << 20);
        json.GetProperty("exchange_bytes").GetProperty("local").GetInt64().ShouldBeGreaterThan(0);
        json.GetProperty("seams").GetProperty("seams").GetArrayLength().ShouldBeGreaterThan(0);
        json.GetProperty("sha256_pixels").GetString()!.Length.ShouldBe(64);
    }

    [Fact]
    public async Task LikeRepeatsAPictureToTheByte()
    {
        var (first, second) = (toy.PathOf("like-1.png"), toy.PathOf("like-2.png"));
        (await Generate(first, "--seed", "5", "--mode", "Fuse", "--solver", "Euler", "--quiet")).ExitCode.ShouldBe(0);
        var ran = await TesseraProcess.RunAsync("generate", "--like", first, "--model", toy.Folder, "--out", second, "--nodes", "2");
        ran.ExitCode.ShouldBe(0, ran.Errors);
        Hash(second).ShouldBe(Hash(first));

        var show = await TesseraProcess.RunAsync("show", first);
        show.Output.ShouldContain("lake, snow:0.5");
        show.Output.ShouldContain("Fuse, Euler");
        show.Output.ShouldNotContain(toy.Folder);
    }

    [Fact]
    public async Task CtrlCLeavesNoFile()
    {
        var file = toy.PathOf("cancelled.png");
        var interrupted = false;
        var ran = await TesseraProcess.RunAsync(
            line =>
            {
                if (!interrupted && line.Text.Contains("stage", StringComparison.Ordinal))
                {
                    interrupted = true;
                    TesseraProcess.Interrupt(line.ProcessId);
                }
            },
            "generate", "lake", "--size", "2048x2048", "--steps", "1000", "--halo", "1", "--model", toy.Folder, "--out", file);
        ran.ExitCode.ShouldBe(3, ran.Errors);
        Directory.GetFiles(toy.Folder, "cancelled*").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("multiple of 32", "--size", "100x128")]
    [InlineData("multiple of 32", "--size", "0x64")]
    [InlineData("multiple of 32", "--size", "-64x64")]
    [InlineData("65536", "--size", "99999968x64")]
    [InlineData("WIDTHxHEIGHT", "--size", "999999999999x64")]
    [InlineData("8192x4096", "--size", "big")]
    [InlineData("at most 8", "--tile", "9")]
    [InlineData("halo", "--halo", "5")]
    [InlineData("use more rows", "--grid", "100x1")]
    [InlineData("finer than the canvas", "--grid", "100x4")]
    [InlineData("auto", "--stages", "some")]
    [InlineData("1 to 1000", "--steps", "0")]
    [InlineData("1 to 64", "--nodes", "0")]
    [InlineData("--bogus", "--bogus")]
    public async Task BadInputGetsOneLine(string says, params string[] arguments)
    {
        var ran = await Generate(toy.PathOf("bad.png"), arguments);
        ran.ExitCode.ShouldBe(2, ran.Errors);
        ran.Errors.Split('\n').Length.ShouldBe(1);
        ran.Errors.ShouldContain(says, Case.Insensitive);
        File.Exists(toy.PathOf("bad.png")).ShouldBeFalse();
    }

    [Fact]
    public async Task AnUnknownTagNamesTheNearest()
    {
        var ran = await TesseraProcess.RunAsync("generate", "lkae", "--model", toy.Folder, "--out", toy.PathOf("x.png"));
        ran.ExitCode.ShouldBe(2);
        ran.Errors.ShouldContain("lake");
    }

    [Fact]
    public async Task AMissingModelIsNamed()
    {
        var ran = await TesseraProcess.RunAsync("generate", "lake", "--model", Path.GetTempPath(), "--out", toy.PathOf("x.png"));
        ran.ExitCode.ShouldBe(2);
        ran.Errors.ShouldContain("config.json");
    }

    [Fact]
    public async Task AnUnwritableOutputFails()
    {
        var ran = await Generate(toy.PathOf("no/such/folder.png"));
        ran.ExitCode.ShouldBe(1);
        ran.Errors.ShouldContain("no/such");
    }

    [Fact]
    public async Task ADeviceThatIsNotThereIsNamed()
    {
        var ran = await Generate(toy.PathOf("cuda.png"), "--device", "cuda:0");
        ran.ExitCode.ShouldBe(2);
        ran.Errors.ShouldContain("CUDA");
        File.Exists(toy.PathOf("cuda.png")).ShouldBeFalse();
    }

    /// <summary>Draws a picture with what the toy needs, where a test does not say otherwise.</summary>
    Task<TesseraProcess.Ran> Generate(string file, params string[] more)
    {
        string[] defaults = [.. Unless("--size", "512x384"), .. Unless("--halo", "1")];
        return TesseraProcess.RunAsync(["generate", "lake, snow:0.5", "--model", toy.Folder, "--out", file, .. defaults, .. more]);

        string[] Unless(string option, string value) => more.Contains(option, StringComparer.Ordinal) ? [] : [option, value];
    }

    static string Hash(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
}
