using System.Diagnostics;
using Tessera.Cluster;
using Tessera.Engine.Decoding;
using Tessera.Engine.Devices;
using Tessera.Engine.Pictures;
using Tessera.Engine.Requests;
using Tessera.Media.Png;
using Tessera.Models.Checkpoints;
using Tessera.Models.Inference;
using Tessera.Tiling;
using Tessera.Tiling.Machines;

namespace Tessera.Cli.Generation;

/// <summary>Draws one picture with a cluster in this process.</summary>
static class PictureGenerator
{
    /// <summary>Tiles in a device call: few enough that a cancelled job ends within a second.</summary>
    const int BatchTiles = 8;

    /// <summary>Draws the picture; on any failure nothing is left of its file.</summary>
    /// <exception cref="JobFailedException">A device or the decoder failed.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The job was cancelled.</exception>
    public static async Task<GenerateResult> RunAsync(
        GenerateOptions options, Checkpoint checkpoint, PictureJob job, IGenerateProgress progress, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        var final = job.Stages[^1];
        var document = PictureDocument.Of(options.Request, checkpoint, job);
        using var png = PngWriter.Create(options.Output, final.Width, final.Height, [document.ToText()]);
        await using var nodes = new DeviceSet(options, checkpoint);
        await using var decodeThread = new DeviceThread("decoder");
        using var decoder = checkpoint.CreateDecoder(options.Device, options.Threads);
        var devices = nodes.Devices(job);
        var seams = new SeamMeter(SeamLines.Of(final.Job.Plan, final.PixelsPerToken));
        var sink = new PictureSink(
            job,
            new TiledDecoder(decoder, checkpoint.Config.Autoencoder),
            decodeThread,
            rows =>
            {
                png.WriteRows(rows, cancel);
                seams.Push(rows);
                progress.Decoded(rows.Length / (3 * final.Width));
            });
        progress.Start(job);
        var load = watch.Elapsed;
        var result = await LocalCluster.RunAsync(
            job.Plan, devices, sink, new Limits { BatchTiles = BatchTiles }, new Relay(progress), cancellationToken: cancel);
        var written = png.Complete();
        var report = seams.Finish();
        Instruments.Finished(report.MaximumAbsoluteZ);
        var denoise = result.Stages.Sum(s => s.Denoise.TotalSeconds);
        return new GenerateResult
        {
            Out = options.Output,
            Seconds = new Dictionary<string, double>(StringComparer.Ordinal)
            {
                ["total"] = Round(watch.Elapsed.TotalSeconds),
                ["load"] = Round(load.TotalSeconds),
                ["denoise"] = Round(denoise),
                ["decode"] = Round(result.Stages.Sum(s => s.Stitch.TotalSeconds)),
            },
            Steps = job.Stages.Sum(s => s.Job.Steps),
            Tiles = job.Stages.Sum(s => s.Job.Plan.Tiles.Length),
            TokensPerSecond = Round(devices.Sum(d => d.TokensEvaluated) / denoise),
            PeakRssBytes = Process.GetCurrentProcess().PeakWorkingSet64,
            ExchangeBytes = new Dictionary<string, long>(StringComparer.Ordinal)
            {
                ["local"] = result.Exchange.LocalBytes,
                ["remote"] = result.Exchange.RemoteBytes,
            },
            Seams = report,
            Sha256Pixels = written.PixelSha256,
        };
    }

    static double Round(double value) => Math.Round(value, 3);

    /// <summary>Networks and threads of all nodes.</summary>
    sealed class DeviceSet : IAsyncDisposable
    {
        readonly List<(DeviceThread Thread, IDenoiser Denoiser)> _nodes = [];

        public DeviceSet(GenerateOptions options, Checkpoint checkpoint)
        {
            for (var i = 0; i < options.Nodes; i++)
            {
                // The threads are shared out evenly; the first nodes take what is left over.
                var threads = Math.Max(1, (options.Threads / options.Nodes) + (i < options.Threads % options.Nodes ? 1 : 0));
                _nodes.Add((new DeviceThread($"node-{i}"), checkpoint.CreateDenoiser(options.Device, threads)));
            }
        }

        public IReadOnlyList<DiffusionDevice> Devices(PictureJob job) => [.. _nodes.Select(n => new DiffusionDevice(job, n.Denoiser, n.Thread))];

        public async ValueTask DisposeAsync()
        {
            foreach (var (thread, denoiser) in _nodes)
            {
                await thread.DisposeAsync();
                denoiser.Dispose();
            }
        }
    }

    sealed class Relay(IGenerateProgress progress) : IProgress<JobProgress>
    {
        public void Report(JobProgress value) => progress.Denoised(value);
    }
}
