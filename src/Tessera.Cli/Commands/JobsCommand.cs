using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;
using Tessera.Cli.Nodes;
using Tessera.Cluster;

namespace Tessera.Cli.Commands;

/// <summary>`tessera jobs`: the jobs of a cluster.</summary>
static class JobsCommand
{
    const int LineCharacters = 400;

    public static Command Create(TimeProvider time)
    {
        var most = new Option<int>("--most") { Description = "How many, those submitted last first.", DefaultValueFactory = _ => 20 };
        var command = new Command("jobs", "List the jobs of a cluster.") { most, JobArguments.Json };
        Settings.AddTo(command, ClusterSettings.OfStore);
        command.SetAction(async (result, cancel) =>
        {
            if (result.GetValue(most) is var count && count is < 1 or > Limits.JobsListed)
            {
                throw new UsageException($"--most cannot be {count}: use 1 to {Limits.JobsListed}");
            }

            await using var store = await ClusterSettings.OpenStoreAsync(new(result, Environment.GetEnvironmentVariable), time, cancel);
            var jobs = await store.ListAsync(new(count), cancel);
            if (result.GetValue(JobArguments.Json))
            {
                Console.Out.WriteLine(new JsonArray([.. jobs.Select(JobText.ToJson)]).ToJsonString());
            }
            else
            {
                Print(Table(jobs));
            }

            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Where nobody looks at a terminal, lines are not broken.</summary>
    static void Print(Table table)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings());
        console.Profile.Width = Console.IsOutputRedirected ? LineCharacters : console.Profile.Width;
        console.Write(table);
    }

    static Table Table(IEnumerable<JobRecord> jobs)
    {
        var table = new Table().Border(TableBorder.None);
        foreach (var title in (string[])["job", "state", "submitted"])
        {
            table.AddColumn(new TableColumn(title).NoWrap());
        }

        table.AddColumns("progress", "picture");
        foreach (var job in jobs)
        {
            table.AddRow(
                new Text(job.Id.ToString()),
                new Text(JobText.StateOf(job)),
                new Text(job.SubmittedAt.ToString("u", CultureInfo.InvariantCulture)),
                new Text(JobText.ProgressOf(job)),
                new Text(JobText.TitleOf(job)));
        }

        return table;
    }
}
