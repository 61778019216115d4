using System.CommandLine;
using System.Globalization;
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
        (client, cancel) => client.NodesAsync(cancel),
        ApiJson.Default.NodeList,
        Print);

    static void Print(NodeList nodes)
    {
        if (!nodes.IsLed)
        {
            Console.Error.WriteLine(nodes.At is { } at
                ? string.Create(CultureInfo.InvariantCulture, $"tessera: no coordinator leads; this was shown at {at:u}")
                : "tessera: no coordinator has led yet");
        }

        Table(nodes.Nodes).Print();
    }

    static Listing Table(IEnumerable<NodeView> nodes)
    {
        var table = new Listing("node*", "state", "tiles", "step", "tokens/s", "memory", "address*", "job*");
        foreach (var node in nodes)
        {
            var isBusy = node.Tiles > 0;
            table.Add(
                (Printable.Of(node.Name), null),
                (NodeText.StateOf(node), NodeText.StyleOf(node)),
                (isBusy ? node.Tiles.ToString(CultureInfo.InvariantCulture) : "", null),
                (isBusy ? node.Step.ToString(CultureInfo.InvariantCulture) : "", null),
                (NodeText.SpeedOf(node), null),
                (node.MemoryBytes > 0 ? string.Create(CultureInfo.InvariantCulture, $"{node.MemoryBytes / 1e9:0.0} GB") : "", null),
                (Printable.Of(node.Address), null),
                (Printable.Of(node.Job ?? ""), null));
        }

        return table;
    }
}
