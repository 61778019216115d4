using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tessera.Server.Contracts;

namespace Tessera.Cli.Commands;

/// <summary>`tessera parameters`: what a job's document may say.</summary>
static class ParametersCommand
{
    public static Command Create(TimeProvider time) => ClientCommand.Create(
        "parameters",
        "List what a request to the server may say, with defaults and bounds.",
        time,
        (client, cancel) => client.ParametersAsync(cancel),
        ApiJson.Default.IReadOnlyListParameterView,
        Print);

    static void Print(IEnumerable<ParameterView> parameters)
    {
        foreach (var parameter in parameters)
        {
            Console.Out.WriteLine($"{Printable.Of(parameter.Name)}: {ValuesOf(parameter)}{DefaultOf(parameter)}\n    {Printable.Of(parameter.Description)}");
        }
    }

    static string ValuesOf(ParameterView parameter) => Printable.Of(parameter switch
    {
        { Choices: { } choices } => string.Join(" | ", choices),
        { Least: { } least, Most: { } most } => string.Create(CultureInfo.InvariantCulture, $"{least:0.###} to {most:0.###}"),
        _ => parameter.Type,
    });

    static string DefaultOf(ParameterView parameter) =>
        parameter.IsRequired ? ", required" : parameter.Default is { } value ? $", default {Printable.Of(TextOf(value))}" : "";

    static string TextOf(JsonNode value) => value.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
}
