using System.Text.Json;
using Tessera.Cli.Generation;
using Tessera.Cluster;
using Tessera.Engine.Decoding;
using Tessera.Engine.Devices;
using Tessera.Engine.Pictures;
using Tessera.Engine.Requests;
using Tessera.Media.Png;
using Tessera.Models.Checkpoints;
using Tessera.Models.Inference;
using Tessera.Models.Prompts;
using Tessera.Tiling;
using Tessera.Tiling.Machines;

namespace Tessera.Cli.Nodes;

/// <summary>What a process of a cluster draws with: one checkpoint, its device, and the folder of artifacts. Opens the jobs that documents describe.</summary>
sealed class PictureWorkshop : IAsyncDisposable
{
    /// <summary>Steps between cuts: a step is long beside storing it, and what is not stored is computed again.</summary>
    const int CutEvery = 1;

    /// <summary>Less, and what else begins with the process would be measured.</summary>
    static readonly TimeSpan TestFor = TimeSpan.FromSeconds(1);

    readonly Checkpoint _checkpoint;
    readonly string _artifacts;
    readonly TimeProvider _time;
    readonly Action<string> _trouble;
    readonly Lazy<(DeviceThread Thread, IDenoiser Denoiser)> _denoiser;
    readonly Lazy<(DeviceThread Thread, IPictureDecoder Decoder)> _decoder;

    public PictureWorkshop(Checkpoint checkpoint, string artifacts, string device, int threads, TimeProvider time, Action<string> trouble)
    {
        (_checkpoint, _artifacts, _time, _trouble) = (checkpoint, artifacts, time, trouble);
        _denoiser = new(() => (new DeviceThread("denoiser", yields: true), checkpoint.CreateDenoiser(device, threads)));
        _decoder = new(() => (new DeviceThread("decoder", yields: true), checkpoint.CreateDecoder(device, threads)));
    }

    /// <summary>Draws one tile of noise again and again, for a second: the device must give the same finite numbers.</summary>
    /// <returns>Tokens in a second.</returns>
    /// <exception cref="InvalidDataException">It does not.</exception>
    public async Task<double> TestAsync(CancellationToken cancel)
    {
        var (thread, denoiser) = _denoiser.Value;
        return await thread.RunAsync(
            () =>
            {
                var (edge, dit) = (_checkpoint.Config.NativeWindow, _checkpoint.Config.Dit);
                var latents = new float[dit.LatentChannels * dit.Patch * dit.Patch * edge * edge];
                PhiloxNoise.Fill(0, NoiseStream.Latent, 0, new Region(0, 0, 0, new Extent(1, dit.Patch * edge, dit.Patch * edge)), dit.LatentChannels, latents);
                var input = new DenoiserInput
                {
                    Rows = edge,
                    Columns = edge,
                    Origins = [(0, 0)],
                    Latents = latents,
                    Time = 0.5f,
                    Zoom = (float)Math.Log2(_checkpoint.Config.BaseMetresPerPixel),
                    Tags = new float[_checkpoint.Config.Tags.Tags.Length],
                };
                var (first, second) = (new float[latents.Length], new float[latents.Length]);
                denoiser.Evaluate(input, first);
                var (began, best) = (_time.GetTimestamp(), TimeSpan.MaxValue);
                do
                {
                    var start = _time.GetTimestamp();
                    denoiser.Evaluate(input, second);
                    var elapsed = _time.GetElapsedTime(start);
                    best = elapsed < best ? elapsed : best; // others may have been at work
                    if (!(first.All(float.IsFinite) && first.AsSpan().SequenceEqual(second)))
                    {
                        throw new InvalidDataException("the device has failed its test: one tile, drawn twice, is not twice the same");
                    }
                }
                while (_time.GetElapsedTime(began) < TestFor);

                return edge * edge / Math.Max(best.TotalSeconds, 1e-6);
            },
            cancel);
    }

    /// <summary>Opens a job for a node.</summary>
    /// <exception cref="InvalidDataException">This node cannot draw it; one line says why.</exception>
    public NodeJob OpenNode(JobDocument? document)
    {
        var (job, _, folder) = Open(document ?? throw new InvalidDataException("the assignment has no document"));
        var loading = job with { Load = stage => CoarsePicture.Read(folder.StagePath(stage), job.Stages[stage].Width, job.Stages[stage].Height) };
        var (thread, denoiser) = _denoiser.Value;
        return new(PlanOf(job), new DiffusionDevice(loading, denoiser, thread), new ArtifactSink(folder, stitcher: null, _time), folder.States, folder.Timelines);
    }

    /// <summary>Opens a job for its leader.</summary>
    /// <exception cref="InvalidDataException">It cannot be drawn; one line says why.</exception>
    public LedJob OpenLed(JobDocument document)
    {
        var (job, text, folder) = Open(document);
        var (thread, decoder) = _decoder.Value;
        var stitcher = new PictureStitcher(
            job,
            new TiledDecoder(decoder, _checkpoint.Config.Autoencoder),
            thread,
            [text],
            (written, seams) => Tell(folder, written, seams),
            preview => Try(() => folder.SavePreview(preview)));
        return new(PlanOf(job), new ArtifactSink(folder, stitcher, _time, _trouble), folder);
    }

    public async ValueTask DisposeAsync()
    {
        if (_denoiser.IsValueCreated)
        {
            await _denoiser.Value.Thread.DisposeAsync();
            _denoiser.Value.Denoiser.Dispose();
        }

        if (_decoder.IsValueCreated)
        {
            await _decoder.Value.Thread.DisposeAsync();
            _decoder.Value.Decoder.Dispose();
        }
    }

    (PictureJob Job, PngText Text, ArtifactFolder Folder) Open(JobDocument document)
    {
        var picture = PictureDocument.Parse(document.Text);
        if (!string.Equals(picture.ModelSha256, _checkpoint.Sha256, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"the job is for another checkpoint (sha256 {picture.ModelSha256}) than this node's {_checkpoint.Config.Name} ({_checkpoint.Sha256})");
        }

        try
        {
            return (PicturePlanner.Plan(picture.Request, _checkpoint.Config), picture.ToText(), new(_artifacts, document.Id));
        }
        catch (Exception e) when (e is PlanException or PromptException)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    /// <summary>Notes what a finished picture is like.</summary>
    void Tell(ArtifactFolder folder, PngWritten written, SeamReport seams)
    {
        Instruments.Finished(seams.MaximumAbsoluteZ);
        Try(() => folder.SavePictureFacts(JsonSerializer.SerializeToUtf8Bytes(new(written.PixelSha256, seams), PictureJson.Default.PictureFacts)));
    }

    /// <summary>Writes what goes with a picture: a disk that has no room for that does not spoil the picture.</summary>
    void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _trouble(e.Message);
        }
    }

    static JobPlan PlanOf(PictureJob job) => job.Plan with { CutEvery = CutEvery };
}
