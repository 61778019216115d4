using System.CommandLine;
using System.Text.Json.Nodes;
using Tessera.Cli.Jobs;

namespace Tessera.Cli.Commands;

/// <summary>`tessera delete JOB`: removes a job that has ended, and its files.</summary>
static class DeleteCommand
{
    public static Command Create(TimeProvider time) => ClientCommand.Create(
        "delete",
        "Delete a job that has ended, with its picture and all else that is kept of it.",
        time,
        async (result, client, cancel) =>
        {
            var id = JobArguments.Of(result);
            await client.DeleteAsync(id, cancel);
            Console.Out.WriteLine(result.GetValue(JobArguments.Json) ? new JsonObject { ["id"] = id.ToString(), ["is_deleted"] = true }.ToJsonString() : $"{id} deleted");
            return ExitCode.Done;
        },
        JobArguments.Job);
}
