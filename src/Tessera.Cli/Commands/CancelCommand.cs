using System.CommandLine;
using Tessera.Cli.Jobs;

namespace Tessera.Cli.Commands;

/// <summary>`tessera cancel JOB`: ends a job.</summary>
static class CancelCommand
{
    public static Command Create(TimeProvider time) => ClientCommand.Create(
        "cancel",
        "Ask for a job to be cancelled: what draws it stops within seconds.",
        time,
        async (result, client, cancel) => ApiOutput.Print(await client.CancelAsync(JobArguments.Of(result), cancel), result.GetValue(JobArguments.Json)),
        JobArguments.Job);
}
