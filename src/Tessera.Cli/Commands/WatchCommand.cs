using System.CommandLine;
using Tessera.Cli.Nodes;

namespace Tessera.Cli.Commands;

/// <summary>`tessera watch JOB`: follows a job of a cluster until it ends.</summary>
static class WatchCommand
{
    public static Command Create(TimeProvider time)
    {
        var command = new Command("watch", "Follow a job of a cluster until it ends; exits as the job did.") { JobArguments.Job, JobArguments.Json };
        Settings.AddTo(command, ClusterSettings.OfStore);
        command.SetAction(async (result, cancel) =>
        {
            var (id, json) = (JobArguments.Of(result), result.GetValue(JobArguments.Json));
            await using var store = await ClusterSettings.OpenStoreAsync(new(result, Environment.GetEnvironmentVariable), time, cancel);
            var job = await JobArguments.Watcher(store, time, isQuiet: json).WatchAsync(id, cancel);
            if (json)
            {
                Console.Out.WriteLine(JobText.ToJson(job).ToJsonString());
            }

            return JobWatcher.ExitCodeOf(job);
        });
        return command;
    }
}
