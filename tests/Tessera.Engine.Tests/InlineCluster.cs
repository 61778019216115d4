using System.Collections.Immutable;
using Tessera.Engine.Devices;
using Tessera.Engine.Pictures;
using Tessera.Models.Inference;
using Tessera.Tiling;
using Tessera.Tiling.Machines;

namespace Tessera.Engine.Tests;

/// <summary>Runs one stage on one device, all tiles in step, handing predictions over directly.</summary>
static class InlineCluster
{
    /// <summary>The canvas [C, H, W] at the end.</summary>
    /// <param name="job">The picture.</param>
    /// <param name="denoiser">The network.</param>
    /// <param name="moves">Whether all tiles go to another device after each step.</param>
    public static async Task<float[]> RunAsync(PictureJob job, IDenoiser denoiser, bool moves = false)
    {
        await using var thread = new DeviceThread("test");
        var device = new DiffusionDevice(job, denoiser, thread);
        var stage = job.Stages[0];
        var plan = stage.Job.Plan;
        var tiles = plan.Tiles.Select(tile => tile.Id).ToImmutableArray();
        await device.InitialiseAsync(0, tiles, CancellationToken.None);
        for (var evaluation = 0; evaluation < stage.Job.Evaluations; evaluation++)
        {
            var sent = await device.EvaluateAsync(evaluation, tiles, CancellationToken.None);
            await device.FuseAndStepAsync(evaluation, [.. plan.Tiles.Select(tile => new TileBlocks(tile.Id, [.. tile.Neighbours.Select(n => From(plan, sent, n.Tile, tile.Id))]))], CancellationToken.None);
            if (moves && (evaluation + 1) % stage.Job.EvaluationsPerStep == 0)
            {
                var blocks = await device.CaptureAsync(tiles, CancellationToken.None);
                device = new DiffusionDevice(job, denoiser, thread);
                ImmutableArray<TileState> states = [.. tiles.Zip(blocks, (tile, block) => new TileState(tile, default, block))];
                await device.RestoreAsync(0, stage.Job.StepOf(evaluation) + 1, states, CancellationToken.None);
                blocks.ToList().ForEach(block => block.Dispose());
            }
        }

        var canvas = new CanvasLatents(job.Config.Dit.LatentChannels, plan.ToLatents(Region.Whole(plan.Canvas)));
        foreach (var tile in plan.Tiles)
        {
            using var core = await device.TakeCoreAsync(tile.Id, CancellationToken.None);
            canvas.Put(plan.ToLatents(tile.Core), System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(core.Memory.Span));
        }

        var values = new float[canvas.Channels * canvas.Region.Volume];
        var (ones, zeros) = (Enumerable.Repeat(1f, canvas.Channels).ToArray(), new float[canvas.Channels]);
        canvas.Take(canvas.Region, ones, zeros, values);
        return values;
    }

    static System.Buffers.IMemoryOwner<byte> From(TilePlan plan, ImmutableArray<TileBlocks> sent, TileId source, TileId target)
    {
        var slot = plan[source].Neighbours.ToList().FindIndex(n => n.Tile == target);
        return sent.First(blocks => blocks.Tile == source).Blocks[slot];
    }
}
