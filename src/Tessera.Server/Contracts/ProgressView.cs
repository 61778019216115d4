using Tessera.Tiling.Machines;

namespace Tessera.Server.Contracts;

/// <summary>How far a job is.</summary>
/// <param name="Phase">What it is doing.</param>
/// <param name="Fraction">The part of all evaluations that is done, 0 to 1. Stitching is not in it.</param>
/// <param name="Stage">The stage it is in, from 1.</param>
/// <param name="Stages">How many there are.</param>
/// <param name="Step">Steps of the stage that every tile has made.</param>
/// <param name="Steps">Steps of the stage.</param>
/// <param name="TilesFinished">Tiles of the stage that are drawn.</param>
/// <param name="Tiles">Tiles of the stage.</param>
public sealed record ProgressView(JobPhase Phase, double Fraction, int Stage, int Stages, int Step, int Steps, int TilesFinished, int Tiles);
