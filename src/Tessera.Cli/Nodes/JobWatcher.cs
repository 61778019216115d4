using System.Globalization;
using Tessera.Cluster;
using Tessera.Tiling.Machines;

namespace Tessera.Cli.Nodes;

/// <summary>Follows a job in the store until it ends, and says how far it is: on one line of a terminal, else a line now and then.</summary>
sealed class JobWatcher(IJobStore store, TimeProvider time, TextWriter output, bool isTerminal)
{
    /// <summary>As often as a leader shows how far it is: whatever waits must not take time from what is waited for.</summary>
    static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(5);

    string? _shown;
    long? _shownAt;

    /// <exception cref="UsageException">There is no such job.</exception>
    public async Task<JobRecord> WatchAsync(JobId id, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                var job = await store.FindAsync(id, tenant: null, cancel) ?? throw new UsageException($"there is no job {id}");
                Show(string.Create(CultureInfo.InvariantCulture, $"{JobText.StateOf(job)}: {JobText.ProgressOf(job)}"), isLast: job.Row.Outcome is not null);
                if (job.Row.Outcome is not null)
                {
                    return job;
                }
            }
            catch (StoreUnavailableException e)
            {
                Show($"{e.Message} Trying again.", isLast: false);
            }

            await Task.Delay(Poll, time, cancel);
        }
    }

    public static int ExitCodeOf(JobRecord job) => job.Row.Outcome switch
    {
        JobOutcome.Done => ExitCode.Done,
        JobOutcome.Cancelled => ExitCode.Cancelled,
        _ => ExitCode.Failed,
    };

    void Show(string line, bool isLast)
    {
        if (isTerminal)
        {
            output.Write("\r\e[2K" + line + (isLast ? "\n" : ""));
            return;
        }

        var isDue = _shownAt is not { } at || time.GetElapsedTime(at) >= LineEvery;
        if (isLast || (isDue && line != _shown))
        {
            output.WriteLine(line);
            (_shown, _shownAt) = (line, time.GetTimestamp());
        }
    }
}
