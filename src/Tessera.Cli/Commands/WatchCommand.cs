using System.CommandLine;
using Tessera.Cli.Jobs;

namespace Tessera.Cli.Commands;

/// <summary>`tessera watch JOB`: follows a job until it ends.</summary>
static class WatchCommand
{
    public static Command Create(TimeProvider time) => ClientCommand.Create(
        "watch",
        "Follow a job until it ends, and exit as it did: on a terminal with a table of its nodes, elsewhere with a line now and then. The job goes on when you leave.",
        time,
        (result, client, cancel) => Following.RunAsync(result, client, JobArguments.Of(result), isTable: true, output: null, time, cancel),
        JobArguments.Job,
        Following.Within);
}
