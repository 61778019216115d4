using Tessera.Cluster;
using Tessera.Tiling.Machines;

namespace EndToEnd.Harness;

/// <summary>A job of a cluster, followed in its store.</summary>
sealed class Job(Cluster cluster, JobId id)
{
    readonly long _began = TimeProvider.System.GetTimestamp();

    public JobId Id => id;

    public TimeSpan Took => TimeProvider.System.GetElapsedTime(_began);

    /// <summary>Waits until a part of it is done, or all of it.</summary>
    /// <returns>False when it has ended.</returns>
    public async Task<bool> ReachAsync(double fraction, TimeSpan within)
    {
        JobRecord? job = null;
        await Await.TrueAsync($"{fraction:0 %} of the job", within, async () =>
        {
            cluster.ThrowIfDead();
            job = await FindAsync() ?? job;
            return job is { Row.Outcome: not null } || job?.Progress?.Fraction >= fraction;
        });
        return job is { Row.Outcome: null };
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>The hash of its picture.</returns>
    /// <exception cref="TrialException">It ends otherwise than done, or something was committed twice.</exception>
    public async Task<string> EndAsync(TimeSpan within)
    {
        JobRecord? job = null;
        await Await.TrueAsync("the job's end", within, async () =>
        {
            cluster.ThrowIfDead();
            job = await FindAsync() ?? job;
            return job?.Row.Outcome is not null;
        });
        if (job!.Row is not { Outcome: JobOutcome.Done } row)
        {
            throw new TrialException($"the job ended {job.Row.Outcome}: {job.Row.Reason}");
        }

        await cluster.Audit.CheckAsync(id);
        return Picture.HashOf(cluster.StagePath(id, row.Stage));
    }

    /// <returns>Null while the store is out of reach.</returns>
    public async Task<JobRecord?> FindAsync()
    {
        try
        {
            return await cluster.Store.FindAsync(id, tenant: null, CancellationToken.None) ?? throw new TrialException($"the store has lost the job {id}");
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
    }
}
