using System.CommandLine;
using System.Globalization;
using Tessera.Server.Contracts;

namespace Tessera.Cli.Commands;

/// <summary>`tessera queue`: the jobs that wait.</summary>
static class QueueCommand
{
    public static Command Create(TimeProvider time) => ClientCommand.Create(
        "queue",
        "List the jobs that wait, in the order in which they will be begun if no other comes.",
        time,
        (client, cancel) => client.QueueAsync(cancel),
        ApiJson.Default.QueueView,
        Print);

    static void Print(QueueView queue)
    {
        var table = new Listing("place", "job", "tenant*", "priority");
        foreach (var job in queue.Jobs)
        {
            table.Add(
                job.Position.ToString(CultureInfo.InvariantCulture),
                Printable.Of(job.Id),
                Printable.Of(job.Tenant),
                job.Priority.ToString(CultureInfo.InvariantCulture));
        }

        table.Print();
        if (queue.Waiting > queue.Jobs.Count)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"tessera: {queue.Waiting} wait in all"));
        }
    }
}
