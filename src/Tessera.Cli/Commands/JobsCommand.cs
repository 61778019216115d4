using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Tessera.Cli.Jobs;
using Tessera.Cluster;
using Tessera.Server.Contracts;

namespace Tessera.Cli.Commands;

/// <summary>`tessera jobs`: the jobs of a cluster.</summary>
static class JobsCommand
{
    public static Command Create(TimeProvider time)
    {
        var most = new Option<int>("--most") { Description = "How many, those submitted last first.", DefaultValueFactory = _ => 20 };
        var state = new Option<JobState?>("--state") { Description = "Only those that stand there." };
        return ClientCommand.Create(
            "jobs",
            "List jobs: where they stand, how far they are, and how long they will take. Times are UTC.",
            time,
            async (result, client, cancel) =>
            {
                if (result.GetValue(most) is var count && count is < 1 or > Limits.JobsListed)
                {
                    throw new UsageException($"--most cannot be {count}: use 1 to {Limits.JobsListed}");
                }

                var jobs = await client.ListAsync(count, result.GetValue(state), cancel);
                if (result.GetValue(JobArguments.Json))
                {
                    return ApiOutput.Print(jobs);
                }

                Table(jobs, time.GetUtcNow()).Print();
                return ExitCode.Done;
            },
            most,
            state);
    }

    static Listing Table(IEnumerable<JobView> jobs, DateTimeOffset now)
    {
        var table = new Listing("job", "state", "at", "progress*", "left", "picture*");
        foreach (var job in jobs)
        {
            table.Add(
                (Printable.Of(job.Id), null),
                (JobText.StateOf(job), StyleOf(job.State)),
                (job.SubmittedAt.ToUniversalTime().ToString(now - job.SubmittedAt < TimeSpan.FromDays(1) ? "HH:mm" : "MM-dd", CultureInfo.InvariantCulture), null),
                (JobText.BriefOf(job), null),
                (JobText.Of(job.Estimate), null),
                (JobText.TitleOf(job), null));
        }

        return table;
    }

    static Style StyleOf(JobState state) => state switch
    {
        JobState.Done => new(Color.Green),
        JobState.Failed or JobState.Quarantined => new(Color.Red),
        JobState.Running => new(decoration: Decoration.Bold),
        _ => new(decoration: Decoration.Dim),
    };
}
