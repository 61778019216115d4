using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Tessera.Engine.Decoding;
using Tessera.Engine.Devices;
using Tessera.Media.Png;
using Tessera.Media.Previews;
using Tessera.Tiling;
using Tessera.Tiling.Machines;

namespace Tessera.Engine.Pictures;

/// <summary>Decodes each stage of a picture into a PNG file.</summary>
/// <param name="job">The picture.</param>
/// <param name="decoder">Decodes canvases.</param>
/// <param name="thread">The thread of the decoder's device.</param>
/// <param name="texts">What the file of the last stage says of itself.</param>
/// <param name="finished">Is told of the file of the last stage and its seams when it is complete; may be null.</param>
/// <param name="previewed">Is given a small PNG of each stage when the stage's file is complete; may be null.</param>
public sealed class PictureStitcher(
    PictureJob job,
    TiledDecoder decoder,
    DeviceThread thread,
    ImmutableArray<PngText> texts,
    Action<PngWritten, SeamReport>? finished = null,
    Action<byte[]>? previewed = null) : IStageStitcher
{
    /// <summary>Pixels of a preview's longer side at most.</summary>
    public const int PreviewEdge = 512;

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">A core has another length than its tile.</exception>
    public Task StitchAsync(int stage, Func<TileId, IMemoryOwner<byte>> core, string path, CancellationToken cancellationToken) => thread.RunAsync(
        () =>
        {
            var canvas = Gather(stage, core, cancellationToken);
            var drawn = job.Stages[stage];
            var isLast = stage == job.Stages.Length - 1;
            using var png = PngWriter.Create(path, drawn.Width, drawn.Height, isLast ? texts : []);
            using var preview = previewed is null ? null : new PngPreview(drawn.Width, drawn.Height, PreviewEdge);
            var seams = isLast && finished is not null ? new SeamMeter(SeamLines.Of(drawn.Job.Plan, drawn.PixelsPerToken)) : null;
            decoder.Decode(
                canvas,
                job.Seed,
                stage,
                rows =>
                {
                    png.WriteRows(rows, cancellationToken);
                    seams?.Push(rows);
                    preview?.Push(rows);
                },
                cancellationToken);
            var written = png.Complete();
            if (preview is not null)
            {
                previewed!(preview.Complete());
            }

            if (seams is not null)
            {
                finished!(written, seams.Finish());
            }
        },
        cancellationToken);

    CanvasLatents Gather(int stage, Func<TileId, IMemoryOwner<byte>> core, CancellationToken cancellationToken)
    {
        var canvas = job.Canvas(stage);
        foreach (var tile in job.Stages[stage].Job.Plan.Tiles)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var block = core(tile.Id);
            var region = job.CoreOf(stage, tile.Id);
            var values = MemoryMarshal.Cast<byte, float>(block.Memory.Span);
            if (values.Length != canvas.Channels * region.Volume)
            {
                throw new InvalidDataException($"the core of tile {tile.Id.Value} has {values.Length} values instead of {canvas.Channels * region.Volume}");
            }

            canvas.Put(region, values);
        }

        return canvas;
    }
}
