using System.CommandLine;
using Tessera.Cli.Nodes;

namespace Tessera.Cli.Commands;

/// <summary>`tessera cancel JOB`: ends a job of a cluster.</summary>
static class CancelCommand
{
    public static Command Create(TimeProvider time)
    {
        var command = new Command("cancel", "Ask for a job of a cluster to be cancelled.") { JobArguments.Job };
        Settings.AddTo(command, ClusterSettings.OfStore);
        command.SetAction(async (result, cancel) =>
        {
            var id = JobArguments.Of(result);
            await using var store = await ClusterSettings.OpenStoreAsync(new(result, Environment.GetEnvironmentVariable), time, cancel);
            if (await store.CancelAsync(id, by: null, cancel))
            {
                return ExitCode.Done;
            }

            throw new UsageException(await store.FindAsync(id, tenant: null, cancel) is { } job ? $"job {id} has ended: {JobText.StateOf(job)}" : $"there is no job {id}");
        });
        return command;
    }
}
