using Tessera.Tiling;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>Keeps cores as files until their stage is stitched into another. Nodes give cores, whichever process leads stitches.</summary>
/// <param name="folder">The job's files.</param>
/// <param name="stitcher">What makes a file of a stage's cores; null in a process that does not lead.</param>
/// <param name="time">How long it waits before it tries to write again.</param>
/// <param name="trouble">Is told each time why a stage cannot be written just now, in one line; may be null.</param>
public sealed class ArtifactSink(ArtifactFolder folder, IStageStitcher? stitcher, TimeProvider time, Action<string>? trouble = null) : IStageSink
{
    /// <inheritdoc/>
    public Task AcceptAsync(int stage, TileId tile, ReadOnlyMemory<byte> core, CancellationToken cancellationToken) =>
        Task.Run(() => folder.SaveCore(stage, tile, core.Span), cancellationToken);

    /// <inheritdoc/>
    public async Task StitchAsync(int stage, CancellationToken cancellationToken)
    {
        while (!await TryStitchAsync(stage, cancellationToken))
        {
            await Task.Delay(MachineLimits.BeatEvery, time, cancellationToken);
        }
    }

    /// <summary>A disk that is full now may have room later: nothing is lost by waiting.</summary>
    async Task<bool> TryStitchAsync(int stage, CancellationToken cancellationToken)
    {
        try
        {
            folder.Create();
            await stitcher!.StitchAsync(stage, tile => folder.LoadCore(stage, tile), folder.StagePath(stage), cancellationToken);
            folder.DeleteCoresBelow(stage);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            trouble?.Invoke(ControlCodec.OneLine(e.Message));
            return false;
        }
    }
}
