using System.Collections.Immutable;
using Tessera.Tiling;
using Tessera.Tiling.Machines;

namespace Simulation;

/// <summary>What is simulated: a small job, a small cluster, and what the job must become. Everything is drawn from the seed.</summary>
sealed record Scenario(JobPlan Plan, int Batch, int Nodes, int Leaders, Poison? Poison, Expected Expected)
{
    // Rows and columns of tiles. Plans are immutable, and dear beside everything else here.
    static readonly ImmutableArray<TilePlan> Small = [PlanOf(1, 2), PlanOf(2, 2)];
    static readonly ImmutableArray<TilePlan> Large = [PlanOf(2, 2), PlanOf(2, 3), PlanOf(3, 2), PlanOf(3, 3)];

    public static Scenario Draw(Random random)
    {
        var plan = new JobPlan([Stage(Small), Stage(Large)], CutEvery: random.Next(1, 3));
        var poison = random.Next(20) == 0 ? Simulation.Poison.Draw(random, plan) : null;
        return new(plan, random.Next(1, 5), random.Next(2, 5), random.Next(1, 4), poison, Expected.Of(plan));

        JobStage Stage(ImmutableArray<TilePlan> plans) => new(plans[random.Next(plans.Length)], random.Next(3, 7), random.Next(1, 3));
    }

    static TilePlan PlanOf(int rows, int columns) => TilePlan.Create(new()
    {
        Canvas = new(1, (4 * rows) + 1, (4 * columns) + 1),
        PatchSize = 1,
        Halo = 1,
        Blend = 1,
        Grid = new(1, rows, columns),
    });
}
