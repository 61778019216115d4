using System.CommandLine;
using System.Text;
using Tessera.Cli.Jobs;

namespace Tessera.Cli.Commands;

/// <summary>`tessera report JOB`: what was done for a job, by whom, in what time.</summary>
static class ReportCommand
{
    public static Command Create(TimeProvider time) => ClientCommand.Create(
        "report",
        "Print what was done for a job, by which node, and in what time; also while it is drawn.",
        time,
        async (result, client, cancel) =>
        {
            var report = await client.ReportAsync(JobArguments.Of(result), cancel);
            Console.Out.WriteLine(result.GetValue(JobArguments.Json) ? Encoding.UTF8.GetString(report.ToJson()) : ReportText.Of(report));
            return ExitCode.Done;
        },
        JobArguments.Job);
}
