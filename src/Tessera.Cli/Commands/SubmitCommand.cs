using System.CommandLine;
using Tessera.Cli.Generation;
using Tessera.Cli.Nodes;
using Tessera.Cluster;
using Tessera.Engine.Requests;
using Tessera.Models.Checkpoints;
using Tessera.Tiling.Machines;

namespace Tessera.Cli.Commands;

/// <summary>`tessera submit`: gives a picture to a cluster.</summary>
static class SubmitCommand
{
    static readonly Option<string?> Model = new("--model") { Description = "Folder of a checkpoint, or the name of a shipped one. Default terrain." };
    static readonly Option<string?> File = new("--file") { Description = "A picture's document in JSON, as `tessera show --json` prints it, instead of a prompt." };
    static readonly Option<bool> Wait = new("--wait") { Description = "Follow the job until it ends, and exit as it did." };
    static readonly Option<string?> Out = new("--out") { Description = "Copy the picture here when it is done; needs --wait and --artifacts." };

    public static Command Create(TimeProvider time)
    {
        var command = new Command("submit", "Give a picture to a cluster; prints the job's id.");
        PictureOptions.AddTo(command);
        command.Add(Model);
        command.Add(File);
        command.Add(Wait);
        command.Add(Out);
        command.Add(JobArguments.Json);
        Settings.AddTo(command, [.. ClusterSettings.OfStore, ClusterSettings.Artifacts]);
        command.SetAction((result, cancel) => RunAsync(result, time, cancel));
        return command;
    }

    static async Task<int> RunAsync(ParseResult result, TimeProvider time, CancellationToken cancel)
    {
        var settings = new Settings(result, Environment.GetEnvironmentVariable);
        var (json, wait, copy) = (result.GetValue(JobArguments.Json), result.GetValue(Wait), result.GetValue(Out));
        var artifacts = copy is null ? null : settings.Require(ClusterSettings.Artifacts);
        if (copy is not null && !wait)
        {
            throw new UsageException("--out needs --wait: the picture is there when the job is done");
        }

        var document = Document(result);
        await using var store = await ClusterSettings.OpenStoreAsync(settings, time, cancel);
        var id = JobId.New();
        await store.SubmitAsync(new(id, document.ToText().Text), by: null, cancel);
        if (!json)
        {
            Console.Out.WriteLine(id);
        }

        if (!wait)
        {
            return json ? Print(await store.FindAsync(id, tenant: null, cancel)) : ExitCode.Done;
        }

        var job = await JobArguments.Watcher(store, time, isQuiet: json).WatchAsync(id, cancel);
        if (copy is not null && job.Row.Outcome is JobOutcome.Done)
        {
            System.IO.File.Copy(new ArtifactFolder(artifacts!, id).StagePath(document.Stages.Count - 1), copy, overwrite: true);
        }

        _ = json ? Print(job) : 0;
        return JobWatcher.ExitCodeOf(job);
    }

    /// <summary>Plans the picture here, so that what cannot be drawn is refused at once.</summary>
    static PictureDocument Document(ParseResult result)
    {
        var file = result.GetValue(File);
        if (file is not null && PictureOptions.FirstGiven(result) is { } given)
        {
            throw new UsageException($"--file says what to draw: leave out {given}");
        }

        var checkpoint = Checkpoint.Open(ModelFolders.Resolve(result.GetValue(Model)));
        var document = file is null ? null : PictureDocument.Parse(System.IO.File.ReadAllText(file));
        if (document is not null && !string.Equals(document.ModelSha256, checkpoint.Sha256, StringComparison.Ordinal))
        {
            throw new UsageException($"{file} is of another checkpoint ({document.Model}, sha256 {document.ModelSha256}): name its folder with --model");
        }

        var request = document?.Request ?? PictureOptions.Request(result);
        return PictureDocument.Of(request, checkpoint, PicturePlanner.Plan(request, checkpoint.Config));
    }

    static int Print(JobRecord? job)
    {
        Console.Out.WriteLine(JobText.ToJson(job!).ToJsonString());
        return ExitCode.Done;
    }
}
