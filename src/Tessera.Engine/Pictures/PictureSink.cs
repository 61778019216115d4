using System.Runtime.InteropServices;
using Tessera.Engine.Decoding;
using Tessera.Engine.Devices;
using Tessera.Tiling;
using Tessera.Tiling.Machines;

namespace Tessera.Engine.Pictures;

/// <summary>Collects the cores of each stage, decodes it, and keeps the picture for the next stage or hands it on as rows.</summary>
/// <param name="job">The picture.</param>
/// <param name="decoder">Decodes canvases.</param>
/// <param name="thread">The thread of the decoder's device.</param>
/// <param name="rows">Takes the rows of the last stage from top to bottom, RGB8, valid only during the call.</param>
public sealed class PictureSink(PictureJob job, TiledDecoder decoder, DeviceThread thread, Action<ReadOnlySpan<byte>> rows) : IStageSink
{
    readonly Lock _gate = new();
    CanvasLatents? _canvas;
    int _stage = -1;

    /// <inheritdoc/>
    public Task AcceptAsync(int stage, TileId tile, ReadOnlyMemory<byte> core, CancellationToken cancellationToken)
    {
        Canvas(stage).Put(job.CoreOf(stage, tile), MemoryMarshal.Cast<byte, float>(core.Span));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StitchAsync(int stage, CancellationToken cancellationToken) => thread.RunAsync(
        () =>
        {
            var canvas = Canvas(stage);
            job.ForgetBefore(stage); // all tiles have made their last step
            Collect();
            if (stage == job.Stages.Length - 1)
            {
                decoder.Decode(canvas, job.Seed, stage, rows, cancellationToken);
                return;
            }

            var picture = new CoarsePicture(job.Stages[stage].Width, job.Stages[stage].Height);
            var offset = 0;
            decoder.Decode(
                canvas,
                job.Seed,
                stage,
                band =>
                {
                    band.CopyTo(picture.Pixels.AsSpan(offset));
                    offset += band.Length;
                },
                cancellationToken);
            job.Keep(stage, picture);
            lock (_gate)
            {
                _canvas = null;
            }

            Collect();
        },
        cancellationToken);

    /// <summary>
    /// Gives memory back between denoising, handing over and decoding, which need much and different: left to itself the collector would keep
    /// what one has left behind while the next runs, since none makes enough garbage for it to look at memory of that age.
    /// </summary>
    static void Collect() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    CanvasLatents Canvas(int stage)
    {
        lock (_gate)
        {
            if (_stage != stage)
            {
                Collect();
                _canvas = job.Canvas(stage);
                _stage = stage;
            }

            return _canvas!;
        }
    }
}
