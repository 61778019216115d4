using System.Collections.Immutable;
using Tessera.Tiling.Machines;

namespace Simulation;

/// <summary>What an undisturbed run makes: the digest of every tile at every step, and the picture. Made in lockstep, without any machine.</summary>
sealed class Expected
{
    readonly ImmutableArray<ulong[][]> _states; // [stage][step][tile]

    Expected(ImmutableArray<ulong[][]> states, ulong picture) => (_states, Picture) = (states, picture);

    public ulong Picture { get; }

    public Digest At(int stage, int step, int tile) => Denoiser.DigestOf(_states[stage][step][tile]);

    public static Expected Of(JobPlan plan)
    {
        var states = ImmutableArray.CreateBuilder<ulong[][]>();
        var condition = 0UL;
        foreach (var stage in plan.Stages)
        {
            var x = stage.Plan.Tiles.Select(tile => Denoiser.Noise(condition, tile.Id)).ToArray();
            var steps = new List<ulong[]> { x };
            for (var evaluation = 0; evaluation < stage.Evaluations; evaluation++)
            {
                x = Advance(stage, x, evaluation);
                if (stage.EndsStep(evaluation))
                {
                    steps.Add(x);
                }
            }

            states.Add([.. steps]);
            condition = Denoiser.Stitch(condition, x);
        }

        return new(states.ToImmutable(), condition);
    }

    static ulong[] Advance(JobStage stage, ulong[] x, int evaluation)
    {
        var predictions = stage.Plan.Tiles.Select(tile => Denoiser.Predict(x[tile.Id.Value], tile.Id, evaluation)).ToArray();
        return
        [
            .. stage.Plan.Tiles.Select(tile => Denoiser.Step(x[tile.Id.Value], tile.Neighbours.Aggregate(
                predictions[tile.Id.Value],
                (fused, neighbour) => Denoiser.Fuse(fused, Denoiser.Packed(predictions[neighbour.Tile.Value], tile.Id))))),
        ];
    }
}
