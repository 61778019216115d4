using Tessera.Tiling;
using Tessera.Tiling.Machines;

namespace Simulation;

/// <summary>Where cores go and stages are stitched.</summary>
sealed class Sink(World world)
{
    readonly Dictionary<(int Stage, TileId Tile), ulong> _cores = [];
    readonly ulong?[] _pictures = new ulong?[world.Scenario.Plan.Stages.Length];

    public ulong? Picture => _pictures[^1];

    public ulong ConditionOf(int stage)
    {
        world.Checker.Require(stage == 0 || _pictures[stage - 1] is not null, $"stage {stage} begins before the one before is durable");
        return stage == 0 ? 0 : _pictures[stage - 1]!.Value;
    }

    public bool IsDurable(int stage) => _pictures[stage] is not null;

    public void Accept(NodeProcess by, NodeEffect.HandOver core)
    {
        var x = Denoiser.FromBytes(core.Core.Memory);
        by.Later(world.Between(5, 200), () =>
        {
            if (by.IsDiskFull)
            {
                by.Take(new NodeEvent.NotHandedOver(core.Epoch, core.Tile, "no space left"));
                return;
            }

            _cores[(core.Stage, core.Tile)] = x;
            by.Take(new NodeEvent.HandedOver(core.Epoch, core.Tile));
        });
    }

    public void Stitch(LeaderProcess by, int stage)
    {
        var tiles = world.Scenario.Plan.Stages[stage].Plan.Tiles;
        world.Checker.Require(tiles.All(tile => _cores.ContainsKey((stage, tile.Id))), $"stage {stage} is stitched without all its cores");
        by.Later(world.Between(50, 1500), () =>
        {
            _pictures[stage] = Denoiser.Stitch(ConditionOf(stage), tiles.Select(tile => _cores[(stage, tile.Id)]));
            by.Take(new LeaderEvent.Job(new JobEvent.Stitched(stage)));
        });
    }
}
