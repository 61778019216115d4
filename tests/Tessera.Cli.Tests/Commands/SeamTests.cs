using System.Text.Json;
using Tessera.Cli.Tests.Architecture;

namespace Tessera.Cli.Tests.Commands;

/// <summary>
/// One stage from pure noise: seams show in isolated, and in no other mode. tests/Benchmarks/seams is the full size. The shipped checkpoint's
/// isolated tiles differ in colour and shape, but hardly in gradients; what isolated tiles show is seen on the pictures of the first one.
/// </summary>
public sealed class SeamTests
{
    const double Allowed = 4;
    const double Shows = 8;

    static readonly string Grain = Path.Combine(Repository.Root, "tests", "Tessera.Cli.Tests", "Models", "grain");
    static readonly string Shipped = Path.Combine(Repository.Root, "deploy", "models", "terrain");

    [Theory]
    [InlineData("Halo")]
    [InlineData("Fuse")]
    public async Task CoherentModesShowNoSeam(string mode)
    {
        (await LargestZAsync(mode, Grain)).ShouldBeLessThanOrEqualTo(Allowed);
        (await LargestZAsync(mode, Shipped)).ShouldBeLessThanOrEqualTo(Allowed);
    }

    [Fact]
    public async Task IsolatedTilesShowTheirSeams() => (await LargestZAsync("Isolated", Grain)).ShouldBeGreaterThanOrEqualTo(Shows);

    static async Task<double> LargestZAsync(string mode, string model)
    {
        var folder = Directory.CreateTempSubdirectory("tessera-seams-");
        try
        {
            var ran = await TesseraProcess.RunAsync(
                "generate", "saltflat, plain, noon", "--size", "2048x1024", "--grid", "8x4", "--stages", "none", "--solver", "Euler", "--steps", "8", "--seed", "1", "--mode", mode, "--json",
                "--model", model, "--out", Path.Combine(folder.FullName, "picture.png"));
            ran.ExitCode.ShouldBe(0, ran.Errors);
            return JsonDocument.Parse(ran.Output).RootElement.GetProperty("seams").GetProperty("maximum_absolute_z").GetDouble();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
