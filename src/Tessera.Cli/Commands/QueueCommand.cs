using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Tessera.Cli.Jobs;
using Tessera.Server.Contracts;

namespace Tessera.Cli.Commands;

/// <summary>`tessera queue`: the jobs that wait.</summary>
static class QueueCommand
{
    public static Command Create(TimeProvider time) => ClientCommand.Create(
        "queue",
        "List the jobs that wait, in the order in which they will be begun if no other comes.",
        time,
        async (result, client, cancel) =>
        {
            var queue = await client.QueueAsync(cancel);
            if (result.GetValue(JobArguments.Json))
            {
                return ApiOutput.Print(queue, ApiJson.Default.QueueView);
            }

            var table = Screen.Table("place", "job", "tenant", "priority");
            foreach (var job in queue.Jobs)
            {
                table.AddRow(
                    new Text(job.Position.ToString(CultureInfo.InvariantCulture)),
                    new Text(Printable.Of(job.Id)),
                    new Text(Printable.Of(job.Tenant)),
                    new Text(job.Priority.ToString(CultureInfo.InvariantCulture)));
            }

            Screen.Print(table);
            if (queue.Waiting > queue.Jobs.Count)
            {
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"tessera: {queue.Waiting} wait in all"));
            }

            return ExitCode.Done;
        });
}
