using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using Tessera.Cluster;
using Tessera.Engine.Requests;
using Tessera.Server.Problems;
using Tessera.Tiling.Machines;

namespace Tessera.Server.Jobs;

/// <summary>What jobs have left in the folder of artifacts.</summary>
sealed partial class JobFiles(ServerOptions options, ILogger<JobFiles> log)
{
    const string Png = "image/png";

    // A file that is not named from the root is looked for elsewhere when it is sent.
    readonly string _artifacts = Path.GetFullPath(options.Artifacts);
    readonly SemaphoreSlim _reports = new(ServerLimits.ReportsAtATime);

    /// <summary>The picture, whole or in ranges.</summary>
    /// <exception cref="ProblemException">It is not there.</exception>
    public Task<IResult> ResultAsync(JobRecord job, CancellationToken cancel)
    {
        if (job.Row.Outcome is not JobOutcome.Done)
        {
            throw job.Row.Outcome is null
                ? new ProblemException(ProblemKinds.NotThereYet, $"Job {job.Id} is not done.")
                : new ProblemException(ProblemKinds.JobEnded, $"Job {job.Id} has no picture: it is {job.State.ToString().ToLowerInvariant()}. {job.Row.Reason}".TrimEnd());
        }

        // A job that is done stays as it is, so its id names these bytes.
        return Task.FromResult(ResultPath(job) is { } path && File.Exists(path)
            ? Results.File(path, Png, $"{job.Id}.png", WrittenAt(path), new EntityTagHeaderValue($"\"{job.Id}\""), enableRangeProcessing: true)
            : throw new ProblemException(ProblemKinds.JobGone, $"Job {job.Id} was done, but its picture is no longer in the folder of artifacts."));
    }

    /// <summary>A small picture of the canvas, after the last stage that was stitched.</summary>
    /// <exception cref="ProblemException">There is none yet.</exception>
    public async Task<IResult> PreviewAsync(JobRecord job, CancellationToken cancel)
    {
        try
        {
            // It is small, and replaced at any time: what is read is one picture, and named by when it was written.
            var path = FolderOf(job).PreviewPath;
            // The time first: a picture that comes in between is then taken for a new one next time, never for the old one.
            var (at, bytes) = (WrittenAt(path), await File.ReadAllBytesAsync(path, cancel));
            return Results.Bytes(bytes, Png, lastModified: at, entityTag: new EntityTagHeaderValue($"\"{at.Ticks:x}-{bytes.Length:x}\""));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ProblemException(ProblemKinds.NotThereYet, $"No stage of job {job.Id} is drawn yet.");
        }
    }

    /// <summary>What was done, so far or in the end.</summary>
    /// <exception cref="ProblemException">Nothing was.</exception>
    public async Task<IResult> ReportAsync(JobRecord job, CancellationToken cancel)
    {
        await _reports.WaitAsync(cancel);
        try
        {
            var folder = FolderOf(job);
            return Directory.Exists(folder.Timelines)
                ? Results.Bytes(JobReport.Read(folder, job.Row).ToJson(), "application/json")
                : throw new ProblemException(ProblemKinds.NotThereYet, $"Nobody has worked on job {job.Id} yet.");
        }
        finally
        {
            _reports.Release();
        }
    }

    /// <summary>Where the picture of a job is; null when its document is of a version that is not known here.</summary>
    public string? ResultPath(JobRecord job) => DocumentOf(job) is { } document ? FolderOf(job).StagePath(document.Stages.Count - 1) : null;

    /// <summary>Where a stage of a job is.</summary>
    public string StagePath(JobRecord job, int stage) => FolderOf(job).StagePath(stage);

    /// <summary>Deletes what a job has left; what cannot be deleted now, the sweep of deleted jobs finds later.</summary>
    public void Delete(JobId job)
    {
        try
        {
            new ArtifactFolder(_artifacts, job).Delete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotDeleted(job, e.Message);
        }
    }

    /// <summary>What a job is to draw; null when its document is of a version that is not known here.</summary>
    public static PictureDocument? DocumentOf(JobRecord job)
    {
        try
        {
            return PictureDocument.Parse(job.Document);
        }
        catch (InvalidDataException)
        {
            return null; // whoever leads it says so when its turn comes
        }
    }

    ArtifactFolder FolderOf(JobRecord job) => new(_artifacts, job.Id);

    static DateTimeOffset WrittenAt(string path) => new(File.GetLastWriteTimeUtc(path));

    [LoggerMessage(421, LogLevel.Warning, "The files of job {Job} are not all deleted, and will be tried again: {Reason}")]
    partial void LogNotDeleted(JobId job, string reason);
}
