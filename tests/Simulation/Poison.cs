using Tessera.Tiling;
using Tessera.Tiling.Machines;

namespace Simulation;

/// <summary>A tile that no device survives, from some evaluation on: the call throws, or the process dies of it.</summary>
sealed record Poison(int Stage, TileId Tile, int Evaluation, bool Kills)
{
    public static Poison Draw(Random random, JobPlan plan)
    {
        var index = random.Next(plan.Stages.Length);
        var stage = plan.Stages[index];
        return new(index, new(random.Next(stage.Plan.Tiles.Length)), random.Next(stage.Evaluations), random.Next(2) == 0);
    }

    public bool Hits(int stage, NodeEffect.Evaluate call) => stage == Stage && call.Evaluation >= Evaluation && call.Tiles.Contains(Tile);
}
