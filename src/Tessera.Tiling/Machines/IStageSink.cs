namespace Tessera.Tiling.Machines;

/// <summary>
/// Where the final cores of a stage go, and what makes of them the condition of the next stage or the result of the job.
/// An exception's message ends the job; where there are cuts, a core that was not taken is offered again.
/// </summary>
public interface IStageSink
{
    /// <summary>
    /// Takes the final core of one tile, as <see cref="IStepDevice.TakeCoreAsync"/> gave it out. Nodes call this concurrently, for
    /// different tiles, in any order; each tile of a stage comes once, and again with the same bytes when a job goes back to a cut. When this has
    /// ended the core is as durable as the sink is.
    /// </summary>
    /// <param name="stage">Index into <see cref="JobPlan.Stages"/>.</param>
    /// <param name="tile">The tile.</param>
    /// <param name="core">Its latents; only valid until the call has ended.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task AcceptAsync(int stage, TileId tile, ReadOnlyMemory<byte> core, CancellationToken cancellationToken);

    /// <summary>
    /// Decodes the stage, once all its cores are accepted. When this has ended, devices may be initialised for the next stage; no device is
    /// called meanwhile.
    /// </summary>
    /// <param name="stage">Index into <see cref="JobPlan.Stages"/>.</param>
    /// <param name="cancellationToken">Cancels the call; it should be noticed within a fraction of a second.</param>
    /// <exception cref="InvalidDataException">A core is missing or damaged; where there are cuts, the job goes back to one.</exception>
    Task StitchAsync(int stage, CancellationToken cancellationToken);
}
