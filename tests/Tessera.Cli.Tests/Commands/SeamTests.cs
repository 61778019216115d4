using System.Text.Json;

namespace Tessera.Cli.Tests.Commands;

/// <summary>The shipped checkpoint, one stage from pure noise: seams show in isolated, and in no other mode. tests/Benchmarks/seams is the full size.</summary>
public sealed class SeamTests
{
    const double Allowed = 4;
    const double Shows = 8;

    [Theory]
    [InlineData("Halo")]
    [InlineData("Fuse")]
    public async Task CoherentModesShowNoSeam(string mode) => (await LargestZAsync(mode)).ShouldBeLessThanOrEqualTo(Allowed);

    [Fact]
    public async Task IsolatedTilesShowTheirSeams() => (await LargestZAsync("Isolated")).ShouldBeGreaterThanOrEqualTo(Shows);

    static async Task<double> LargestZAsync(string mode)
    {
        var folder = Directory.CreateTempSubdirectory("tessera-seams-");
        try
        {
            var ran = await TesseraProcess.RunAsync(
                "generate", "saltflat, plain, noon", "--size", "2048x1024", "--grid", "8x4", "--stages", "none", "--steps", "4", "--seed", "1", "--mode", mode, "--json",
                "--out", Path.Combine(folder.FullName, "picture.png"));
            ran.ExitCode.ShouldBe(0, ran.Errors);
            return JsonDocument.Parse(ran.Output).RootElement.GetProperty("seams").GetProperty("maximum_absolute_z").GetDouble();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
