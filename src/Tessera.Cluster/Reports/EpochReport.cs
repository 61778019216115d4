namespace Tessera.Cluster;

/// <summary>A change of the ownership of a job's tiles.</summary>
/// <param name="Epoch">The new ownership.</param>
/// <param name="At">When its leader knew it to be committed.</param>
/// <param name="Stage">The stage, from 0.</param>
/// <param name="Step">Steps of the stage behind all tiles.</param>
/// <param name="Again">Steps that some tile had made and made again; 0 also where a new leader does not know.</param>
/// <param name="Why">What came before it; null for a new stage.</param>
public sealed record EpochReport(int Epoch, DateTimeOffset At, int Stage, int Step, long Again, string? Why);
