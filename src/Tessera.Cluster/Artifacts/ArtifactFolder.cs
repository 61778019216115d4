using System.Buffers;
using System.Globalization;
using Tessera.Tiling;

namespace Tessera.Cluster;

/// <summary>
/// The files of one job, on storage that all nodes share: states of its tiles, cores of finished stages, what each stage became, and what was done.
/// Whatever is there is complete, but for timelines, which grow.
/// </summary>
/// <param name="root">The folder of all jobs' artifacts.</param>
/// <param name="job">The job.</param>
public sealed class ArtifactFolder(string root, JobId job)
{
    const string StatesName = "states";
    const string CoresName = "cores";
    const string TimelinesName = "timeline";
    const int CoreKind = -1; // no state has such an epoch

    readonly string _folder = System.IO.Path.Combine(root, job.ToString());

    /// <summary>The job.</summary>
    public JobId Job => job;

    /// <summary>The job's own folder.</summary>
    public string Path => _folder;

    /// <summary>The states of its tiles.</summary>
    public TileFiles States { get; } = new(System.IO.Path.Combine(root, job.ToString(), StatesName));

    /// <summary>What a stage became: the condition of the next, or the job's result.</summary>
    /// <param name="stage">From 0.</param>
    public string StagePath(int stage) => System.IO.Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"stage-{stage}.png"));

    /// <summary>What its members did, a file for each.</summary>
    public string Timelines => System.IO.Path.Combine(_folder, TimelinesName);

    /// <summary>What is told of the job when it has ended.</summary>
    public string ReportPath => System.IO.Path.Combine(_folder, "report.json");

    /// <summary>What whoever stitched the last stage found in the picture: its hash, and its seams.</summary>
    public string PicturePath => System.IO.Path.Combine(_folder, "picture.json");

    /// <summary>A small picture of the stage that was stitched last.</summary>
    public string PreviewPath => System.IO.Path.Combine(_folder, "preview.png");

    /// <summary>Makes the job's folder, durably.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Create() => WholeFile.MakeFolder(_folder);

    /// <summary>Writes a finished core; when this returns, a power cut spares it. A core that is there is replaced by the same bytes.</summary>
    /// <exception cref="IOException">The disk is full, or refuses.</exception>
    public void SaveCore(int stage, TileId tile, ReadOnlySpan<byte> core) =>
        BlockFile.Save(CorePath(stage, tile), CoreName(stage, tile), BlockFile.DigestOf(core), core);

    /// <summary>Reads a core.</summary>
    /// <returns>The core; the caller owns it.</returns>
    /// <exception cref="InvalidDataException">It is missing, cut off or damaged.</exception>
    /// <exception cref="IOException">The disk refuses.</exception>
    public IMemoryOwner<byte> LoadCore(int stage, TileId tile) =>
        BlockFile.Load(CorePath(stage, tile), CoreName(stage, tile), Limits.StateBytes, expected: null);

    /// <summary>Writes what was found in the picture; when this returns, a power cut spares it.</summary>
    /// <param name="json">A JSON object, at most <see cref="Limits.PictureFactsBytes"/>.</param>
    /// <exception cref="IOException">The disk is full, or refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public void SavePictureFacts(ReadOnlySpan<byte> json) => WholeFile.Save(PicturePath, json);

    /// <summary>Replaces the preview in one step; nothing depends on it, so a power cut may leave the one before.</summary>
    /// <param name="png">The file.</param>
    /// <exception cref="IOException">The disk is full, or refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public void SavePreview(ReadOnlySpan<byte> png) => WholeFile.Replace(PreviewPath, png);

    /// <summary>Deletes the cores of the stages before one.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void DeleteCoresBelow(int stage)
    {
        for (var before = 0; before < stage; before++)
        {
            Delete(CoreFolder(before));
        }
    }

    /// <summary>Deletes what only a job that goes on needs; what stages became, and what was done, stays.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Clean()
    {
        Delete(System.IO.Path.Combine(_folder, StatesName));
        Delete(System.IO.Path.Combine(_folder, CoresName));
    }

    /// <summary>Deletes what was told of the job's end, if anything was.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public void DeleteReport()
    {
        try
        {
            File.Delete(ReportPath);
        }
        catch (DirectoryNotFoundException)
        {
        }
    }

    /// <summary>Deletes all of the job's files; a folder that is not there is fine.</summary>
    /// <exception cref="IOException">The disk refuses, or somebody still writes.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public void Delete() => Delete(_folder);

    static BlockFile.Name CoreName(int stage, TileId tile) => new(CoreKind, stage, tile.Value, $"the core of tile {tile.Value} of stage {stage}");

    string CoreFolder(int stage) => System.IO.Path.Combine(_folder, CoresName, stage.ToString(CultureInfo.InvariantCulture));

    string CorePath(int stage, TileId tile) =>
        System.IO.Path.Combine(CoreFolder(stage), string.Create(CultureInfo.InvariantCulture, $"{tile.Value}.core"));

    static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
        }
    }
}
