using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Tessera.Cli.Jobs;
using Tessera.Server.Contracts;

namespace Tessera.Cli.Commands;

/// <summary>Prints what a server has answered.</summary>
static class ApiOutput
{
    /// <summary>As JSON, as the server would write it.</summary>
    public static int Print<T>(T answer, JsonTypeInfo<T> type)
    {
        Console.Out.WriteLine(JsonSerializer.Serialize(answer, type));
        return ExitCode.Done;
    }

    /// <summary>A list as JSON.</summary>
    public static int Print(IEnumerable<JobView> jobs)
    {
        Console.Out.WriteLine(new JsonArray([.. jobs.Select(job => JsonSerializer.SerializeToNode(job, ApiJson.Default.JobView))]).ToJsonString());
        return ExitCode.Done;
    }

    /// <summary>A job, as JSON or in a line.</summary>
    public static int Print(JobView job, bool isJson)
    {
        if (isJson)
        {
            return Print(job, ApiJson.Default.JobView);
        }

        Console.Out.WriteLine($"{Printable.Of(job.Id)} {JobText.StateOf(job)}");
        return ExitCode.Done;
    }
}
