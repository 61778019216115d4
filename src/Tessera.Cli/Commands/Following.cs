using System.CommandLine;
using System.Globalization;
using Tessera.Cli.Client;
using Tessera.Cli.Jobs;
using Tessera.Cluster;
using Tessera.Server.Contracts;

namespace Tessera.Cli.Commands;

/// <summary>Waits for a job's end, and ends as it did.</summary>
static class Following
{
    public static readonly Option<double?> Within = new("--timeout") { HelpName = "SECONDS", Description = "Seconds to wait at most; then the exit code is 4, and the job goes on." };

    /// <param name="result">The command line.</param>
    /// <param name="client">The server.</param>
    /// <param name="id">The job.</param>
    /// <param name="isTable">Whether a table is wanted, where there is a terminal.</param>
    /// <param name="output">Where the picture goes when it is done; null for nowhere.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Ends the waiting; the job goes on.</param>
    public static async Task<int> RunAsync(ParseResult result, TesseraClient client, JobId id, bool isTable, string? output, TimeProvider time, CancellationToken cancel)
    {
        var (isJson, within) = (result.GetValue(JobArguments.Json), WithinOf(result));
        using var late = new CancellationTokenSource(within, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        var follower = new JobFollower(client, Display(isJson, isTable, time), time);
        try
        {
            var job = await follower.FollowAsync(id, either.Token);
            if (output is not null && job.State is JobState.Done)
            {
                await client.DownloadResultAsync(id, output, either.Token);
            }

            _ = isJson ? ApiOutput.Print(job, ApiJson.Default.JobView) : 0;
            return ExitCodeOf(job.State);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            _ = isJson && follower.Job is { } job ? ApiOutput.Print(job, ApiJson.Default.JobView) : 0;
            return Leave(id, late.IsCancellationRequested && !cancel.IsCancellationRequested ? within : null);
        }
    }

    /// <exception cref="UsageException">It is no time.</exception>
    public static TimeSpan WithinOf(ParseResult result) => result.GetValue(Within) switch
    {
        null => Timeout.InfiniteTimeSpan,
        > 0 and <= 1e6 and var seconds => TimeSpan.FromSeconds(seconds),
        var seconds => throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--timeout cannot be {seconds}: use more than 0, to 1000000 seconds")),
    };

    static int Leave(JobId id, TimeSpan? within)
    {
        var why = within is { } time ? string.Create(CultureInfo.InvariantCulture, $"the job has not ended within {time.TotalSeconds:0.###} s, and goes on") : "the job goes on";
        Console.Error.WriteLine($"tessera: {why}; come back with: tessera watch {id}");
        return within is null ? ExitCode.Cancelled : ExitCode.Timeout;
    }

    static IJobDisplay Display(bool isJson, bool isTable, TimeProvider time) =>
        isJson ? new SilentDisplay()
        : isTable && Screen.IsLive ? new TableDisplay(Screen.Errors)
        : new LineDisplay(time, Console.Error, Screen.IsLive ? Screen.Errors.Profile.Width : null);

    static int ExitCodeOf(JobState state) => state switch
    {
        JobState.Done => ExitCode.Done,
        JobState.Cancelled => ExitCode.Cancelled,
        _ => ExitCode.Failed,
    };
}
