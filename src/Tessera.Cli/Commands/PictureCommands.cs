using System.CommandLine;
using System.Text.Json.Nodes;
using Tessera.Cli.Client;
using Tessera.Cli.Jobs;
using Tessera.Cluster;

namespace Tessera.Cli.Commands;

/// <summary>`tessera result JOB` and `tessera preview JOB`: fetch a job's picture.</summary>
static class PictureCommands
{
    public static Command Result(TimeProvider time) => Create(
        "result",
        "Fetch the picture of a job that is done. A download that was interrupted goes on where it stopped.",
        (client, id, file, cancel) => client.DownloadResultAsync(id, file, cancel),
        time);

    public static Command Preview(TimeProvider time) => Create(
        "preview",
        "Fetch what there is of a job's picture so far, at most 512 pixels a side.",
        (client, id, file, cancel) => client.DownloadPreviewAsync(id, file, cancel),
        time);

    static Command Create(string name, string description, Func<TesseraClient, JobId, string, CancellationToken, Task> fetch, TimeProvider time)
    {
        var output = new Option<string?>("--out") { HelpName = "FILE", Description = "The PNG file to write.", Required = true };
        return ClientCommand.Create(
            name,
            description,
            time,
            async (result, client, cancel) =>
            {
                var (id, file) = (JobArguments.Of(result), OutputFile.Of(result, output)!);
                await fetch(client, id, file, cancel);
                Console.Out.WriteLine(result.GetValue(JobArguments.Json)
                    ? new JsonObject { ["id"] = id.ToString(), ["file"] = file, ["bytes"] = new FileInfo(file).Length }.ToJsonString()
                    : file);
                return ExitCode.Done;
            },
            JobArguments.Job,
            output);
    }
}
