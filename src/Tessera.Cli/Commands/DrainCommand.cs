using System.CommandLine;
using System.Text.Json.Nodes;
using Tessera.Cli.Jobs;

namespace Tessera.Cli.Commands;

/// <summary>`tessera drain NODE`: gives a node no tiles any more.</summary>
static class DrainCommand
{
    public static Command Create(TimeProvider time)
    {
        var node = new Argument<string>("node") { Description = "The node's name, as tessera nodes lists it." };
        var undo = new Option<bool>("--undo") { Description = "Give it tiles again." };
        return ClientCommand.Create(
            "drain",
            "Give a node no tiles any more: its work goes to others after the next step, and it can be ended. For operators.",
            time,
            async (result, client, cancel) =>
            {
                var (name, isDrained) = (result.GetRequiredValue(node), !result.GetValue(undo));
                await client.DrainAsync(name, isDrained, cancel);
                Console.Out.WriteLine(
                    result.GetValue(JobArguments.Json) ? new JsonObject { ["name"] = name, ["is_drained"] = isDrained }.ToJsonString()
                    : isDrained ? $"{name} gets no tiles any more"
                    : $"{name} gets tiles again");
                return ExitCode.Done;
            },
            node,
            undo);
    }
}
