using System.CommandLine;
using Tessera.Cluster;

namespace Tessera.Cli.Jobs;

/// <summary>How commands are told which job, and how to answer.</summary>
static class JobArguments
{
    public static readonly Argument<string> Job = new("job") { Description = "The job's id, as tessera submit printed it." };
    public static readonly Option<bool> Json = new("--json") { Description = "Print JSON." };

    /// <exception cref="UsageException">It is no id.</exception>
    public static JobId Of(ParseResult result) => JobId.TryParse(result.GetRequiredValue(Job), out var id)
        ? id
        : throw new UsageException($"'{Printable.Of(result.GetValue(Job)!)}' is no job's id: it has 32 hexadecimal digits; see tessera jobs");
}
