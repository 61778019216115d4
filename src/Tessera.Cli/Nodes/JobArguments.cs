using System.CommandLine;
using Tessera.Cluster;

namespace Tessera.Cli.Nodes;

/// <summary>How commands are told which job.</summary>
static class JobArguments
{
    public static readonly Argument<string> Job = new("job") { Description = "The job's id, as tessera submit printed it." };
    public static readonly Option<bool> Json = new("--json") { Description = "Print JSON." };

    /// <exception cref="UsageException">It is no id.</exception>
    public static JobId Of(ParseResult result) => JobId.TryParse(result.GetRequiredValue(Job), out var id)
        ? id
        : throw new UsageException($"'{result.GetValue(Job)}' is no job's id: it has 32 hexadecimal digits; see tessera jobs");

    public static JobWatcher Watcher(IJobStore store, TimeProvider time, bool isQuiet) =>
        new(store, time, isQuiet ? TextWriter.Null : Console.Error, isTerminal: !isQuiet && !Console.IsErrorRedirected);
}
