using System.Buffers;

namespace Tessera.Tiling.Machines;

/// <summary>What makes a file of a stage's cores: the condition of the next stage, or the job's result.</summary>
public interface IStageStitcher
{
    /// <summary>Decodes a stage. The file is complete and durable when this has ended, and not there when it has thrown.</summary>
    /// <param name="stage">Index into <see cref="JobPlan.Stages"/>.</param>
    /// <param name="core">Gives the final core of each tile, as <see cref="IStepDevice.TakeCoreAsync"/> gave it out; the caller of it owns the block.</param>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <param name="cancellationToken">Cancels the call; it should be noticed within a fraction of a second.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    Task StitchAsync(int stage, Func<TileId, IMemoryOwner<byte>> core, string path, CancellationToken cancellationToken);
}
