using System.Collections.Immutable;
using Tessera.Engine.Devices;
using Tessera.Engine.Pictures;
using Tessera.Models.Checkpoints;
using Tessera.Models.Dit;
using Tessera.Models.Prompts;
using Tessera.Models.Sampling;
using Tessera.Tiling;
using Tessera.Tiling.Machines;

namespace Tessera.Engine.Tests;

/// <summary>Tiles together compute what one device computes, as far as a mode promises it.</summary>
public sealed class CoherenceTests
{
    const int Channels = 4;
    const int Radius = 2;

    [Theory]
    [InlineData(0, 2, FlowSolver.Euler)]
    [InlineData(2, 2, FlowSolver.Euler)]
    [InlineData(2, 2, FlowSolver.Heun)]
    [InlineData(1, 2, FlowSolver.Heun)]
    public async Task HaloEqualsOneDeviceForALocalNetwork(int blend, int halo, FlowSolver solver)
    {
        var whole = await RunAsync(Plan(CoherenceMode.Halo, columns: 1, rows: 1, halo, blend), solver);
        var tiled = await RunAsync(Plan(CoherenceMode.Halo, columns: 3, rows: 2, halo, blend), solver);
        var difference = whole.Zip(tiled).Max(p => Math.Abs(p.First - p.Second));
        difference.ShouldBeLessThan(1e-6f * whole.Max(Math.Abs));
        if (blend == 0)
        {
            tiled.ShouldBe(whole);
        }
    }

    [Fact]
    public async Task IsolatedDoesNotEqualOneDevice()
    {
        var whole = await RunAsync(Plan(CoherenceMode.Isolated, columns: 1, rows: 1, halo: 0, blend: null), FlowSolver.Euler);
        var tiled = await RunAsync(Plan(CoherenceMode.Isolated, columns: 3, rows: 2, halo: 0, blend: null), FlowSolver.Euler);
        whole.Zip(tiled).Max(p => Math.Abs(p.First - p.Second)).ShouldBeGreaterThan(0.01f);
    }

    [Fact]
    public async Task FuseEqualsMultiDiffusionOnOneDevice()
    {
        var plan = Plan(CoherenceMode.Fuse, columns: 3, rows: 2, halo: 2, blend: null);
        var tiled = await RunAsync(plan, FlowSolver.Euler);
        var expected = MultiDiffusion(plan, Job(plan, FlowSolver.Euler));
        tiled.Zip(expected).Max(p => Math.Abs(p.First - p.Second)).ShouldBeLessThan(1e-5);
    }

    [Theory]
    [InlineData(FlowSolver.Euler)]
    [InlineData(FlowSolver.Heun)]
    public async Task TilesGoOnOnAnotherDeviceWithTheSameBits(FlowSolver solver)
    {
        var plan = Plan(CoherenceMode.Halo, columns: 3, rows: 2, halo: 2, blend: 1);
        (await RunAsync(plan, solver, moves: true)).ShouldBe(await RunAsync(plan, solver));
    }

    [Fact]
    public async Task RefusesAStateThatIsNotOfItsTile()
    {
        using var denoiser = new LocalToyDenoiser(Channels, Radius);
        await using var thread = new DeviceThread("test");
        var device = new DiffusionDevice(Job(Plan(CoherenceMode.Halo, columns: 3, rows: 2, halo: 2, blend: 1), FlowSolver.Heun), denoiser, thread);
        using var block = Block.Rent(12);
        await Should.ThrowAsync<InvalidDataException>(() => device.RestoreAsync(0, 1, [new TileState(new(0), default, block)], CancellationToken.None));
    }

    /// <summary>MultiDiffusion (Bar-Tal et al. 2023) in float64: predict in every window, average where they overlap, step the whole canvas.</summary>
    static double[] MultiDiffusion(TilePlan plan, PictureJob job)
    {
        var canvas = plan.ToLatents(Region.Whole(plan.Canvas));
        var (height, width) = (canvas.Size.Height, canvas.Size.Width);
        var start = new float[Channels * height * width];
        PhiloxNoise.Fill(job.Seed, NoiseStream.Latent, 0, canvas, Channels, start);
        var x = Array.ConvertAll(start, v => (double)v);
        var schedule = job.Stages[0].Schedule;
        using var denoiser = new LocalToyDenoiser(Channels, Radius);
        for (var evaluation = 0; evaluation < schedule.Evaluations; evaluation++)
        {
            var (sum, count) = (new double[x.Length], new int[x.Length]);
            foreach (var tile in plan.Tiles)
            {
                var window = plan.ToLatents(tile.Window);
                var places = Places(window, height, width);
                var velocity = new float[places.Length];
                denoiser.Evaluate(
                    new() { Rows = tile.Window.Size.Height, Columns = tile.Window.Size.Width, Origins = [(0, 0)], Latents = places.Select(p => (float)x[p]).ToArray(), Time = (float)schedule.Time(evaluation), Zoom = 0, Tags = job.Tags },
                    velocity);
                for (var i = 0; i < places.Length; i++)
                {
                    sum[places[i]] += velocity[i];
                    count[places[i]]++;
                }
            }

            var next = evaluation + 1 < schedule.Evaluations ? schedule.Time(evaluation + 1) : 0;
            for (var i = 0; i < x.Length; i++)
            {
                x[i] += (next - schedule.Time(evaluation)) * sum[i] / count[i];
            }
        }

        return x;
    }

    static int[] Places(Region window, int height, int width) =>
        [.. from c in Enumerable.Range(0, Channels) from y in Enumerable.Range(window.Y, window.Size.Height) from x in Enumerable.Range(window.X, window.Size.Width) select (((c * height) + y) * width) + x];

    static async Task<float[]> RunAsync(TilePlan plan, FlowSolver solver, bool moves = false)
    {
        using var denoiser = new LocalToyDenoiser(Channels, Radius);
        return await InlineCluster.RunAsync(Job(plan, solver), denoiser, moves);
    }

    static TilePlan Plan(CoherenceMode mode, int columns, int rows, int halo, int? blend) => TilePlan.Create(new()
    {
        Canvas = new Extent(1, 13, 20), Mode = mode, Halo = halo, Blend = blend, NativeWindow = new Extent(1, 32, 32), Grid = new Extent(1, rows, columns),
    });

    static PictureJob Job(TilePlan plan, FlowSolver solver)
    {
        var schedule = new FlowSchedule(5, 1.5, solver);
        var config = new CheckpointConfig { Dit = new DitConfig { LatentChannels = Channels, Tags = 1 }, Tags = new([new Tag("toy", "toy", [])]) };
        var stage = new PictureStage { Job = new JobStage(plan, schedule.Steps, schedule.EvaluationsPerStep), Schedule = schedule, Guidance = 1.5, Zoom = 3 };
        return new PictureJob(config, ImmutableArray.Create(stage), new float[] { 0 }, Seed: 11, WireFormat.Float32);
    }
}
