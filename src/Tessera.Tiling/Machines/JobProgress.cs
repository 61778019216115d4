namespace Tessera.Tiling.Machines;

/// <summary>How far a job is. Counts only grow, except where they say "of the stage", and when tiles go back to a cut.</summary>
/// <param name="Phase">What it is doing.</param>
/// <param name="Stage">The stage it is in, from 0.</param>
/// <param name="Stages">How many there are.</param>
/// <param name="Step">Steps of the stage that every tile has made.</param>
/// <param name="Steps">Steps of the stage.</param>
/// <param name="TilesFinished">Tiles of the stage whose final core is handed over.</param>
/// <param name="Tiles">Tiles of the stage.</param>
/// <param name="EvaluationsDone">Evaluations of tiles since the job began; their rate is the speed.</param>
/// <param name="Evaluations">Evaluations of tiles in the whole job.</param>
public sealed record JobProgress(
    JobPhase Phase, int Stage, int Stages, int Step, int Steps, int TilesFinished, int Tiles, long EvaluationsDone, long Evaluations)
{
    /// <summary>A job of which nothing is known but its plan.</summary>
    public static JobProgress Waiting(JobPlan plan) => new(
        JobPhase.Waiting, 0, plan.Stages.Length, 0, 0, 0, 0, 0, plan.Stages.Sum(stage => (long)stage.Plan.Tiles.Length * stage.Evaluations));

    /// <summary>The part of all evaluations that is done, 0 to 1. Stitching is not in it.</summary>
    public double Fraction => (double)EvaluationsDone / Evaluations;
}
