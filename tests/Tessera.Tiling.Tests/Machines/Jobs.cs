using System.Collections.Immutable;
using Tessera.Tiling.Machines;

namespace Tessera.Tiling.Tests.Machines;

/// <summary>Small jobs, and the picture each must become.</summary>
public static class Jobs
{
    public const int Euler = 1;
    public const int Heun = 2;

    /// <summary>Equal nodes.</summary>
    public static ImmutableArray<Worker> Workers(int nodes) =>
        [.. Enumerable.Range(0, nodes).Select(node => new Worker(new Member($"node-{node}", 1), 1))];

    public static TilePlan Plan(CoherenceMode mode, int height, int width, int rows, int columns) => TilePlan.Create(new()
    {
        Canvas = new(1, height, width),
        PatchSize = 1,
        Mode = mode,
        Halo = mode is CoherenceMode.Isolated ? 0 : 1,
        Blend = mode is CoherenceMode.Halo ? 1 : null,
        Grid = new(1, rows, columns),
    });

    /// <summary>One stage of uneven tiles.</summary>
    public static JobPlan OneStage(CoherenceMode mode = CoherenceMode.Halo, int sampler = Euler, int steps = 3, int rows = 3, int columns = 4) =>
        new([new JobStage(Plan(mode, 4 * rows + 1, 4 * columns + 2, rows, columns), steps, sampler)]);

    /// <summary>A single tile, then more of them, with another number of steps in each stage.</summary>
    public static JobPlan ThreeStages(int sampler = Euler) => new(
    [
        new JobStage(Plan(CoherenceMode.Halo, 4, 5, 1, 1), 2, sampler),
        new JobStage(Plan(CoherenceMode.Halo, 8, 10, 2, 2), 3, sampler),
        new JobStage(Plan(CoherenceMode.Fuse, 15, 19, 3, 4), 2, sampler),
    ]);

    /// <summary>The picture, made in lockstep on one device without any machine.</summary>
    public static ulong Expected(JobPlan plan)
    {
        var blocks = new BlockLedger();
        var sink = new HashSink(plan);
        var device = new HashDevice(plan, sink, blocks, int.MaxValue);
        for (var stage = 0; stage < plan.Stages.Length; stage++)
        {
            Lockstep(device, sink, plan.Stages[stage], stage);
        }

        blocks.Alive.ShouldBe(0);
        return sink.Digest;
    }

    static void Lockstep(HashDevice device, HashSink sink, JobStage stage, int index)
    {
        ImmutableArray<TileId> all = [.. stage.Plan.Tiles.Select(tile => tile.Id)];
        device.InitialiseAsync(index, all, default).GetAwaiter().GetResult();
        for (var evaluation = 0; evaluation < stage.Evaluations; evaluation++)
        {
            var sent = device.EvaluateAsync(evaluation, all, default).GetAwaiter().GetResult();
            var byEdge = sent
                .SelectMany(tile => stage.Plan[tile.Tile].Neighbours.Zip(tile.Blocks, (to, block) => (Edge: (From: tile.Tile, To: to.Tile), block)))
                .ToDictionary(pair => pair.Edge, pair => pair.block);
            var received = all.Select(id => new TileBlocks(id, [.. stage.Plan[id].Neighbours.Select(from => byEdge[(from.Tile, id)])]));
            device.FuseAndStepAsync(evaluation, [.. received], default).GetAwaiter().GetResult();
            foreach (var block in byEdge.Values)
            {
                block.Dispose();
            }
        }

        foreach (var tile in all)
        {
            using var core = device.TakeCoreAsync(tile, default).GetAwaiter().GetResult();
            sink.AcceptAsync(index, tile, core.Memory, default).GetAwaiter().GetResult();
        }

        sink.StitchAsync(index, default).GetAwaiter().GetResult();
    }
}
