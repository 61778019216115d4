using System.Runtime.InteropServices;
using Tessera.Tiling.Machines;

namespace Tessera.Tiling.Tests.Machines;

/// <summary>Stitches cores into canvases of numbers; "the same picture" is one number.</summary>
public sealed class HashSink(JobPlan plan) : IStageSink
{
    readonly ulong[][] _canvases = [.. plan.Stages.Select(stage => new ulong[stage.Plan.ToLatents(Region.Whole(stage.Plan.Canvas)).Volume])];
    readonly ulong[] _digests = new ulong[plan.Stages.Length];
    readonly HashSet<(int Stage, TileId Tile)> _accepted = [];
    readonly Lock _lock = new();

    /// <summary>The picture; 0 until the last stage is stitched.</summary>
    public ulong Digest => _digests[^1];

    /// <summary>What a stage is conditioned on.</summary>
    public ulong ConditionOf(int stage) => stage == 0 ? 1 : _digests[stage - 1];

    public Task AcceptAsync(int stage, TileId tile, ReadOnlyMemory<byte> core, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            (_accepted.Add((stage, tile)) || plan.CutEvery > 0).ShouldBeTrue($"tile {tile} of stage {stage} was handed over twice");
        }

        var canvas = plan.Stages[stage].Plan.ToLatents(Region.Whole(plan.Stages[stage].Plan.Canvas));
        var region = plan.Stages[stage].Plan.ToLatents(plan.Stages[stage].Plan[tile].Core);
        HashDevice.Copy(MemoryMarshal.Cast<byte, ulong>(core.Span), region, _canvases[stage], canvas, region);
        return Task.CompletedTask;
    }

    public Task StitchAsync(int stage, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _accepted.Count(pair => pair.Stage == stage).ShouldBe(plan.Stages[stage].Plan.Tiles.Length);
        _digests[stage] = _canvases[stage].Aggregate(ConditionOf(stage), (hash, value) => HashDevice.Mix(hash, value));
        return Task.CompletedTask;
    }
}
