using Tessera.Cluster;
using Tessera.Server.Contracts;
using Tessera.Server.Documents;
using Tessera.Server.Estimates;
using Tessera.Server.Nodes;
using Tessera.Tiling.Machines;

namespace Tessera.Server.Jobs;

/// <summary>Jobs, as clients see them.</summary>
sealed class JobViews(ClusterView cluster, Estimator estimator)
{
    public async Task<JobView> OfAsync(JobRecord job, CancellationToken cancel) => await OfAsync(job, await ClusterAsync(cancel), cancel);

    public async Task<JobPage> OfAsync(IReadOnlyList<JobRecord> jobs, Page page, CancellationToken cancel)
    {
        var now = await ClusterAsync(cancel);
        var views = new List<JobView>(jobs.Count);
        foreach (var job in jobs)
        {
            views.Add(await OfAsync(job, now, cancel));
        }

        return new(views, page.Next(jobs, job => job.Number));
    }

    public static JobEventView Of(LoggedEvent happened) => new(
        happened.Sequence, happened.At, happened.Kind, happened.Stage + 1, happened.Progress is { } progress ? Of(progress) : null, happened.Outcome, happened.Reason);

    /// <summary>What was accepted is not to be refused for want of an estimate: without the cluster's state a view says less.</summary>
    async Task<ClusterView.Snapshot?> ClusterAsync(CancellationToken cancel)
    {
        try
        {
            return await cluster.GetAsync(cancel);
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
    }

    async Task<JobView> OfAsync(JobRecord job, ClusterView.Snapshot? now, CancellationToken cancel)
    {
        var document = JobFiles.DocumentOf(job);
        return new()
        {
            Id = job.Id.ToString(),
            Tenant = job.Tenant,
            State = job.State,
            Version = job.Version,
            Priority = job.Priority,
            Cost = job.Cost,
            SubmittedAt = job.SubmittedAt,
            EndedAt = job.EndedAt,
            IsCancelling = job is { IsCancelled: true, Row.Outcome: null },
            Waits = now?.WaitOf(job),
            Progress = job.Progress is { } progress ? Of(progress) : null,
            Estimate = now is null ? null : await EstimateAsync(job, now, cancel),
            Reason = job.Row.Reason,
            Request = document?.Request,
            Model = document?.Model,
        };
    }

    async Task<EstimateView?> EstimateAsync(JobRecord job, ClusterView.Snapshot now, CancellationToken cancel)
    {
        try
        {
            return await estimator.OfAsync(job, now, cancel);
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
    }

    static ProgressView Of(JobProgress progress) => new(
        progress.Phase,
        progress.Evaluations > 0 ? progress.Fraction : 0,
        progress.Stage + 1,
        progress.Stages,
        progress.Step,
        progress.Steps,
        progress.TilesFinished,
        progress.Tiles);
}
