using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Tessera.Cli.Jobs;
using Tessera.Server.Contracts;

namespace Tessera.Cli.Commands;

/// <summary>`tessera nodes`: the nodes of a cluster.</summary>
static class NodesCommand
{
    public static Command Create(TimeProvider time) => ClientCommand.Create(
        "nodes",
        "List the nodes of the cluster: what they do, and what they have.",
        time,
        async (result, client, cancel) =>
        {
            var nodes = await client.NodesAsync(cancel);
            if (result.GetValue(JobArguments.Json))
            {
                return ApiOutput.Print(nodes, ApiJson.Default.NodeList);
            }

            if (!nodes.IsLed)
            {
                Console.Error.WriteLine(nodes.At is { } at
                    ? string.Create(CultureInfo.InvariantCulture, $"tessera: no coordinator leads; this was shown at {at:u}")
                    : "tessera: no coordinator has led yet");
            }

            Screen.Print(Table(nodes.Nodes));
            return ExitCode.Done;
        });

    static Table Table(IEnumerable<NodeView> nodes)
    {
        var table = Screen.Table("node", "state", "tiles", "step", "tokens/s", "memory", "address", "job");
        foreach (var node in nodes)
        {
            var isBusy = node.Tiles > 0;
            table.AddRow(
                new Text(Printable.Of(node.Name)).Ellipsis(),
                new Text(NodeText.StateOf(node), NodeText.StyleOf(node)),
                new Text(isBusy ? node.Tiles.ToString(CultureInfo.InvariantCulture) : ""),
                new Text(isBusy ? node.Step.ToString(CultureInfo.InvariantCulture) : ""),
                new Text(NodeText.SpeedOf(node)),
                new Text(node.MemoryBytes > 0 ? string.Create(CultureInfo.InvariantCulture, $"{node.MemoryBytes / 1e9:0.0} GB") : ""),
                new Text(Printable.Of(node.Address)),
                new Text(Printable.Of(node.Job ?? "")).Ellipsis());
        }

        return table;
    }
}
