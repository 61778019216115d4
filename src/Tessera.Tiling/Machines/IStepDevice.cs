using System.Buffers;
using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <summary>
/// What a node asks of its device: blocks of bytes go in and out, x, predictions and what the sampler keeps stay inside.
/// A node has at most one call outstanding, so an implementation needs no locks of its own; a device is never shared by nodes.
/// For every tile of a stage the order of calls is: Initialise or Restore, then Evaluate and FuseAndStep for evaluation 0, 1, ..., then TakeCore.
/// A call may throw: its message ends the job. A call should notice its token within a fraction of a second.
/// After a call that was cancelled or failed, the next one is <see cref="InitialiseAsync"/> or <see cref="RestoreAsync"/>, or none.
/// </summary>
public interface IStepDevice
{
    /// <summary>
    /// Makes x, as the noise of the stage, on the window of each tile. Whatever the device held before is forgotten.
    /// </summary>
    /// <param name="stage">Index into <see cref="JobPlan.Stages"/>.</param>
    /// <param name="tiles">The tiles of this node, each once.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task InitialiseAsync(int stage, ImmutableArray<TileId> tiles, CancellationToken cancellationToken);

    /// <summary>
    /// Puts states there that <see cref="CaptureAsync"/> gave out, perhaps on another node. Whatever the device held before is forgotten.
    /// </summary>
    /// <param name="stage">Index into <see cref="JobPlan.Stages"/>.</param>
    /// <param name="step">Steps behind them; the next evaluation is the first of the step after.</param>
    /// <param name="states">Of all tiles of this node, each once. The caller keeps the blocks.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="InvalidDataException">A block is not a state of its tile.</exception>
    Task RestoreAsync(int stage, int step, ImmutableArray<TileState> states, CancellationToken cancellationToken);

    /// <summary>
    /// Evaluates the network, guidance included, on some tiles at the same evaluation. Each tile's own prediction, rounded as the wire
    /// rounds it, stays on the device until <see cref="FuseAndStepAsync"/>; the parts that neighbours need are returned.
    /// </summary>
    /// <param name="evaluation">From 0.</param>
    /// <param name="tiles">At least one tile, at most the batch limit.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>For each tile in the order given, a block for each neighbour. The caller owns the blocks.</returns>
    Task<ImmutableArray<TileBlocks>> EvaluateAsync(int evaluation, ImmutableArray<TileId> tiles, CancellationToken cancellationToken);

    /// <summary>Fuses each tile's own prediction with those received, and advances the sampler by this evaluation.</summary>
    /// <param name="evaluation">From 0; the same as in the tiles' last <see cref="EvaluateAsync"/>.</param>
    /// <param name="received">For each tile, the block of each neighbour. The caller disposes of them after the call.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task FuseAndStepAsync(int evaluation, ImmutableArray<TileBlocks> received, CancellationToken cancellationToken);

    /// <summary>
    /// Copies the states of tiles between two steps: all that <see cref="RestoreAsync"/> needs, and no more than a function of the job and the
    /// step, so that every node's copy has the same bits.
    /// </summary>
    /// <param name="tiles">Tiles that have made the same steps, the last evaluation of one being their last call.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>For each tile in the order given, its state. The caller owns the blocks.</returns>
    Task<ImmutableArray<IMemoryOwner<byte>>> CaptureAsync(ImmutableArray<TileId> tiles, CancellationToken cancellationToken);

    /// <summary>Hands out the final latents of a tile's core and forgets the tile.</summary>
    /// <param name="tile">A tile that has made its last step.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The core in the form that the job's <see cref="IStageSink"/> expects. The caller owns it.</returns>
    Task<IMemoryOwner<byte>> TakeCoreAsync(TileId tile, CancellationToken cancellationToken);
}
