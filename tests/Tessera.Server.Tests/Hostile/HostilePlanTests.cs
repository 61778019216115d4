using Tessera.Engine.Devices;
using Tessera.Engine.Requests;
using Tessera.Models.Prompts;
using Tessera.Models.Sampling;
using Tessera.Tiling;

namespace Tessera.Server.Tests.Hostile;

/// <summary>Whatever a request says, it is planned or refused, soon and within bounds.</summary>
public sealed class HostilePlanTests
{
    static readonly int[] Numbers = [int.MinValue, -65_536, -1, 0, 1, 2, 3, 7, 8, 15, 16, 17, 64, 1000, 1001, 65_535, 65_536, 65_537, 1 << 24, 1 << 30, int.MaxValue / 2, int.MaxValue];

    static readonly string[] Sizes =
    [
        "64x64", "512x384", "2048x2048", "8192x8192", "65536x65536", "65536x32", "32x65536", "32x32", "65568x32", "2147483647x2147483647", "-2147483648x1", "99999999999x1", "x", "", "64",
        "64x64x64", "64x64\0", "\0", "６４x６４", "0x0", "64 x 64", "1e3x64", new string('0', 100_000) + "64x64", "64x" + new string(' ', 100_000) + "64", "\ud83d\ude00x\ud800",
    ];

    static readonly string[] Stages =
    [
        "auto", "none", "", "x", ",", "32x32," + "64x64", "64x64,64x64", string.Join(',', Enumerable.Repeat("32x32", 30_000)), string.Join(',', Enumerable.Repeat("32x32", 30)), "64x64,128x128\0", new(',', 200_000), "auto\0",
    ];

    static readonly string[] Prompts =
    [
        "lake", "lake, snow:0.5", "", "\0", "lake\0", "lake:NaN", "lake:1e9", "lake:79228162514264337593543950336", "lake:0.0000000000000000000000000000000001", "lake:0", new('a', 1001), new('a', 1000),
        "\ud800", "a\u0301lake", "\u202elake", "lake:-1", ":", "::", string.Join(' ', Enumerable.Repeat("lake", 65)),
    ];

    [Fact]
    public void Hostile_requests_are_planned_or_refused_within_bounds()
    {
        var random = new Random(4711);
        for (var i = 0; i < 3000; i++)
        {
            var request = Hostile(random);
            try
            {
                var job = PicturePlanner.Plan(request, RunningServer.Checkpoint.Config, ServerLimits.JobTiles);
                job.Stages.Sum(stage => stage.Job.Plan.Tiles.Length).ShouldBeLessThanOrEqualTo(ServerLimits.JobTiles);
                new[] { request.Size, request.Stages, request.Grid ?? "" }.ShouldAllBe(text => text.Length <= 256 && !text.Contains('\0', StringComparison.Ordinal));
            }
            catch (Exception e) when (e is PlanException or PromptException)
            {
                e.Message.Length.ShouldBeInRange(1, 500);
            }
        }
    }

    [Theory]
    [InlineData("65536x65536", 1, CoherenceMode.Isolated)]
    [InlineData("65536x65536", 6, CoherenceMode.Halo)]
    [InlineData("65536x65536", 8, CoherenceMode.Fuse)]
    public void More_tiles_than_a_job_may_have_are_refused_before_they_are_made(string size, int tile, CoherenceMode mode)
    {
        var request = new PictureRequest { Prompt = "lake", Size = size, Tile = tile, Halo = mode is CoherenceMode.Isolated ? 0 : 1, Blend = 1, Mode = mode };
        var before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<PlanException>(() => PicturePlanner.Plan(request, RunningServer.Checkpoint.Config, ServerLimits.JobTiles)).Message.ShouldContain($"more than {ServerLimits.JobTiles}");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000_000);
    }

    [Fact]
    public void Largest_picture_is_planned_by_default()
    {
        var config = RunningServer.Checkpoint.Config with { NativeWindow = 16, BaseWindow = 16 };
        var job = PicturePlanner.Plan(new() { Prompt = "lake", Size = "65536x65536" }, config, ServerLimits.JobTiles);
        job.Stages.Sum(stage => stage.Job.Plan.Tiles.Length).ShouldBeInRange(30_000, ServerLimits.JobTiles);
    }

    static PictureRequest Hostile(Random random)
    {
        var request = new PictureRequest { Prompt = One(random, Prompts, 0.7), Size = One(random, Sizes, 0) };
        request = random.Next(2) == 0 ? request : request with { Halo = One(random, Numbers, 0), Blend = One(random, Numbers, 0) };
        request = random.Next(2) == 0 ? request : request with { Tile = One(random, Numbers, 0) };
        request = random.Next(2) == 0 ? request : request with { Grid = $"{One(random, Numbers, 0)}x{One(random, Numbers, 0)}" };
        request = random.Next(2) == 0 ? request : request with { Stages = One(random, Stages, 0.3) };
        request = random.Next(2) == 0 ? request : request with { Mode = (CoherenceMode)random.Next(-1, 6) };
        request = random.Next(4) > 0 ? request : request with { Solver = (FlowSolver)random.Next(-1, 3), Wire = (WireFormat)random.Next(-1, 4) };
        request = random.Next(4) > 0 ? request : request with { Steps = One(random, Numbers, 0) };
        double[] guidances = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, 1e-320, 100, 100.1];
        return random.Next(4) > 0 ? request : request with { Guidance = guidances[random.Next(guidances.Length)] };
    }

    static T One<T>(Random random, T[] values, double first) => random.NextDouble() < first ? values[0] : values[random.Next(values.Length)];
}
