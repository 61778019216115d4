namespace Tessera.Tiling.Machines;

/// <summary>One stage of a job: a canvas cut into tiles, and how many times the network looks at it.</summary>
/// <param name="Plan">The tiles.</param>
/// <param name="Steps">Sampler steps, at least 1.</param>
/// <param name="EvaluationsPerStep">Network evaluations in a step: 1 for Euler, 2 for Heun.</param>
/// <param name="TileBytes">Bytes of memory that a tile takes on its node; 0 when nobody counts them.</param>
public sealed record JobStage(TilePlan Plan, int Steps, int EvaluationsPerStep, long TileBytes = 0)
{
    /// <summary>Network evaluations of each tile in this stage; numbered from 0.</summary>
    public int Evaluations => Steps * EvaluationsPerStep;

    /// <summary>The step, from 0, that an evaluation belongs to.</summary>
    public int StepOf(int evaluation) => evaluation / EvaluationsPerStep;

    /// <summary>Whether an evaluation is the last of its step.</summary>
    public bool EndsStep(int evaluation) => (evaluation + 1) % EvaluationsPerStep == 0;
}
