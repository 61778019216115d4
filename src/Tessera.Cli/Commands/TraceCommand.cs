using System.CommandLine;
using System.Globalization;
using Tessera.Cli.Jobs;
using Tessera.Cli.Nodes;
using Tessera.Cluster;

namespace Tessera.Cli.Commands;

/// <summary>`tessera trace JOB`: what every member of a cluster did for a job, and when.</summary>
static class TraceCommand
{
    static readonly Option<string?> Perfetto = new("--perfetto") { Description = "Write the whole timeline to this file, as a Chrome trace: ui.perfetto.dev opens it." };
    static readonly Option<bool> Report = new("--report") { Description = "Print the job's report instead of a line for each node." };

    public static Command Create()
    {
        var command = new Command("trace", "Show what the nodes of a cluster did for a job, and when; also while it is drawn.") { JobArguments.Job, Perfetto, Report, JobArguments.Json };
        Settings.AddTo(command, ClusterSettings.Artifacts);
        command.SetAction(result =>
        {
            var folder = new ArtifactFolder(new Settings(result, Environment.GetEnvironmentVariable).Require(ClusterSettings.Artifacts), JobArguments.Of(result));
            if (!Directory.Exists(folder.Timelines))
            {
                throw new UsageException($"there is no timeline of job {folder.Job} in {folder.Timelines}: nobody has drawn it yet, or its files are elsewhere");
            }

            if (result.GetValue(Perfetto) is { } path)
            {
                Draw(folder, path);
            }

            var report = JobReport.Read(folder);
            Console.Out.WriteLine(
                result.GetValue(JobArguments.Json) ? System.Text.Encoding.UTF8.GetString(report.ToJson())
                : result.GetValue(Report) ? ReportText.Of(report)
                : string.Join('\n', report.Nodes.Select(ReportText.Of)));
            return ExitCode.Done;
        });
        return command;
    }

    static void Draw(ArtifactFolder folder, string path)
    {
        long leftOut;
        var unfinished = path + ".part";
        using (var file = File.Create(unfinished))
        {
            leftOut = PerfettoTrace.Write(file, TimelineReader.Read(folder));
        }

        File.Move(unfinished, path, overwrite: true);
        if (leftOut > 0)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{leftOut} slices overlap with too many others and are left out"));
        }
    }
}
