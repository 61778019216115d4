using System.CommandLine;
using Tessera.Cli.Jobs;
using Tessera.Server.Contracts;

namespace Tessera.Cli.Commands;

/// <summary>`tessera retry JOB`: has a job tried again that failed or was cancelled.</summary>
static class RetryCommand
{
    public static Command Create(TimeProvider time)
    {
        var from = new Option<RetryFrom>("--from") { Description = "Where to begin: after its last checkpoint, or at the start.", DefaultValueFactory = _ => RetryFrom.Checkpoint };
        return ClientCommand.Create(
            "retry",
            "Try a job again that failed or was cancelled.",
            time,
            async (result, client, cancel) => ApiOutput.Print(await client.RetryAsync(JobArguments.Of(result), result.GetValue(from), cancel), result.GetValue(JobArguments.Json)),
            JobArguments.Job,
            from);
    }
}
