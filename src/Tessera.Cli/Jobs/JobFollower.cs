using Tessera.Cli.Client;
using Tessera.Cluster;
using Tessera.Server.Contracts;
using Tessera.Tiling.Machines;

namespace Tessera.Cli.Jobs;

/// <summary>
/// Follows a job by its events until it ends, and looks now and then at what they do not tell. A server that goes away in the middle is waited for as
/// long as it takes.
/// </summary>
sealed class JobFollower(TesseraClient client, IJobDisplay display, TimeProvider time)
{
    static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(1);

    readonly Lock _lock = new();
    JobView? _job;
    NodeList? _nodes;

    /// <summary>The job as it is known; null before anything is.</summary>
    public JobView? Job => _job;

    /// <returns>The job, which has ended.</returns>
    /// <exception cref="ServerException">The server cannot be reached at first, refuses, or answers with what it should not.</exception>
    public Task<JobView> FollowAsync(JobId id, CancellationToken cancel) => display.RunAsync(async () =>
    {
        client.OnTrouble = ShowTrouble;
        Show(await client.FindAsync(id, cancel));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var looking = LookAsync(id, end.Token);
        try
        {
            while (!JobText.HasEnded(_job!))
            {
                await foreach (var happened in client.EventsAsync(id, _job!.Version, cancel))
                {
                    Show(After(_job, happened));
                    if (JobText.HasEnded(_job))
                    {
                        break;
                    }
                }

                Show(await FindAsync(id, cancel));
                if (!JobText.HasEnded(_job!))
                {
                    await Task.Delay(LeastPause, time, cancel); // it is to be tried again
                }
            }
        }
        finally
        {
            await end.CancelAsync();
            await looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return _job!;
    });

    /// <summary>A job after something has happened to it.</summary>
    public static JobView After(JobView job, JobEventView happened)
    {
        if (happened.Sequence <= job.Version)
        {
            return job;
        }

        var next = job with { Version = happened.Sequence, Progress = happened.Progress ?? job.Progress };
        return happened.Kind switch
        {
            LoggedEventKind.Begun => next with { State = JobState.Running, Waits = null },
            LoggedEventKind.Progress or LoggedEventKind.Stage => next with { Waits = null },
            LoggedEventKind.CancelAsked => next with { IsCancelling = true },
            LoggedEventKind.Retried => next with { State = JobState.Waiting, IsCancelling = false, Reason = null, EndedAt = null, Estimate = null },
            LoggedEventKind.Ended => next with { State = StateOf(happened.Outcome), Reason = happened.Reason, EndedAt = happened.At, Waits = null, Estimate = null },
            _ => next,
        };
    }

    static JobState StateOf(JobOutcome? outcome) => outcome switch
    {
        JobOutcome.Done => JobState.Done,
        JobOutcome.Cancelled => JobState.Cancelled,
        JobOutcome.Quarantined => JobState.Quarantined,
        _ => JobState.Failed,
    };

    async Task LookAsync(JobId id, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                var nodes = display.ShowsNodes ? await client.NodesAsync(cancel) : null;
                var job = await client.FindAsync(id, cancel);
                lock (_lock)
                {
                    _nodes = nodes;
                }

                Show(job);
            }
            catch (ServerException)
            {
                // Whoever reads the events says so.
            }

            await Task.Delay(display.LookEvery, time, cancel);
        }
    }

    async Task<JobView> FindAsync(JobId id, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                return await client.FindAsync(id, cancel);
            }
            catch (ServerUnavailableException e)
            {
                ShowTrouble(e.Message);
            }
        }
    }

    /// <summary>Of two views the newer one counts, whichever came first.</summary>
    void Show(JobView job)
    {
        lock (_lock)
        {
            _job = _job is null || job.Version >= _job.Version ? job : _job;
            display.Show(_job, _nodes);
        }
    }

    void ShowTrouble(string line)
    {
        lock (_lock)
        {
            display.ShowTrouble(line);
        }
    }
}
