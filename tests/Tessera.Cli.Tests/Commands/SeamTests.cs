using System.Text.Json;

namespace Tessera.Cli.Tests.Commands;

/// <summary>One stage from pure noise: tiles show in isolated, and in no other mode. tests/Benchmarks/seams is the full size.</summary>
public sealed class SeamTests
{
    const double Allowed = 4;
    const double Shows = 8;

    [Theory]
    [InlineData("Halo")]
    [InlineData("Fuse")]
    public async Task CoherentModesShowNoSeam(string mode)
    {
        var seams = await MeasureAsync(mode, "2048x1024", "8x4");
        seams.Largest.ShouldBeLessThanOrEqualTo(Allowed);
        Math.Abs(seams.Grid).ShouldBeLessThanOrEqualTo(Allowed);
    }

    [Fact]
    public async Task IsolatedTilesShowTheirSeams() => (await MeasureAsync("Isolated", "2048x2048", "8x8")).Grid.ShouldBeGreaterThanOrEqualTo(Shows);

    static async Task<(double Largest, double Grid)> MeasureAsync(string mode, string size, string grid)
    {
        var folder = Directory.CreateTempSubdirectory("tessera-seams-");
        try
        {
            var ran = await TesseraProcess.RunAsync(
                "generate", "saltflat, plain, noon", "--size", size, "--grid", grid, "--stages", "none", "--solver", "Euler", "--steps", "8", "--seed", "1", "--mode", mode, "--json",
                "--out", Path.Combine(folder.FullName, "picture.png"));
            ran.ExitCode.ShouldBe(0, ran.Errors);
            var seams = JsonDocument.Parse(ran.Output).RootElement.GetProperty("seams");
            return (seams.GetProperty("maximum_absolute_z").GetDouble(), seams.GetProperty("grid_z").GetDouble());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
