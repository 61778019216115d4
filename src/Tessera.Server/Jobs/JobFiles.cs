using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Tessera.Cluster;
using Tessera.Engine.Requests;
using Tessera.Server.Problems;
using Tessera.Tiling.Machines;

namespace Tessera.Server.Jobs;

/// <summary>What jobs have left in the folder of artifacts.</summary>
sealed class JobFiles(ServerOptions options)
{
    const string Png = "image/png";

    // A file that is not named from the root is looked for elsewhere when it is sent.
    readonly string _artifacts = Path.GetFullPath(options.Artifacts);

    /// <summary>The picture, whole or in ranges.</summary>
    /// <exception cref="ProblemException">It is not there.</exception>
    public IResult Result(JobRecord job)
    {
        if (job.Row.Outcome is not JobOutcome.Done)
        {
            throw job.Row.Outcome is null
                ? new ProblemException(ProblemKinds.NotThereYet, $"Job {job.Id} is not done.")
                : new ProblemException(ProblemKinds.JobEnded, $"Job {job.Id} has no picture: it is {job.State.ToString().ToLowerInvariant()}. {job.Row.Reason}".TrimEnd());
        }

        // A job that is done stays as it is, so its id names these bytes.
        return File(ResultPath(job), $"Job {job.Id} was done, but its picture is no longer in the folder of artifacts.", new EntityTagHeaderValue($"\"{job.Id}\""), $"{job.Id}.png");
    }

    /// <summary>A small picture of the canvas, after the last stage that was stitched.</summary>
    /// <exception cref="ProblemException">There is none yet.</exception>
    public IResult Preview(JobRecord job)
    {
        var path = FolderOf(job).PreviewPath;
        return System.IO.File.Exists(path)
            ? Results.File(path, Png, lastModified: WrittenAt(path))
            : throw new ProblemException(ProblemKinds.NotThereYet, $"No stage of job {job.Id} is drawn yet.");
    }

    /// <summary>What was done, so far or in the end.</summary>
    /// <exception cref="ProblemException">Nothing was.</exception>
    public IResult Report(JobRecord job)
    {
        var folder = FolderOf(job);
        return Directory.Exists(folder.Timelines)
            ? Results.Bytes(JobReport.Read(folder, job.Row).ToJson(), "application/json")
            : throw new ProblemException(ProblemKinds.NotThereYet, $"Nobody has worked on job {job.Id} yet.");
    }

    /// <summary>Where the picture of a job is.</summary>
    public string ResultPath(JobRecord job) => FolderOf(job).StagePath(PictureDocument.Parse(job.Document).Stages.Count - 1);

    /// <summary>The files of a job.</summary>
    public ArtifactFolder FolderOf(JobRecord job) => new(_artifacts, job.Id);

    static DateTimeOffset WrittenAt(string path) => new(System.IO.File.GetLastWriteTimeUtc(path));

    static IResult File(string path, string otherwise, EntityTagHeaderValue tag, string name) => System.IO.File.Exists(path)
        ? Results.File(path, Png, name, WrittenAt(path), tag, enableRangeProcessing: true)
        : throw new ProblemException(ProblemKinds.JobGone, otherwise);
}
