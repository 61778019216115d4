using Tessera.Cluster;
using Tessera.Server.Contracts;
using Tessera.Server.Nodes;
using Tessera.Tiling.Machines;

namespace Tessera.Server.Estimates;

/// <summary>Says how long jobs will take: one that is drawn by its own pace, any other by the speed that the nodes measured when they joined.</summary>
sealed class Estimator(IJobStore store)
{
    /// <summary>Events whose pace counts: leaders show one a second.</summary>
    const int PaceEvents = 60;

    /// <summary>Less says nothing about the pace.</summary>
    static readonly TimeSpan PaceOver = TimeSpan.FromSeconds(3);

    /// <summary>Stages differ, and stitching is not in the pace: what is left takes this much less, or more.</summary>
    const double PaceLeast = 0.8;
    const double PaceMost = 1.5;
    const double StitchSeconds = 2;

    /// <summary>Nodes wait for each other, and the smallest stages are one tile, which one node draws.</summary>
    const double SpeedMost = 3;

    /// <summary>Tokens of 32x32 pixels, two evaluations of a step, and what windows overlap: tokens for a pixel and step, without the plan.</summary>
    const double TokensPerCost = 2 * 2.0 / (32 * 32);

    /// <summary>Of a picture that nodes begin now.</summary>
    public static EstimateView? OfTokens(double tokens, ClusterView.Snapshot cluster) =>
        cluster.Speed > 0 ? View(tokens / cluster.Speed, SpeedMost * tokens / cluster.Speed, EstimateBasis.Speed) : null;

    /// <summary>Until a job will be done.</summary>
    /// <returns>Null when it has ended, or nothing is known.</returns>
    public async Task<EstimateView?> OfAsync(JobRecord job, ClusterView.Snapshot cluster, CancellationToken cancel)
    {
        if (job.State is JobState.Waiting)
        {
            return cluster.Places.TryGetValue(job.Id, out var place) ? OfTokens((job.Cost + place.CostAhead) * TokensPerCost, cluster) : null;
        }

        if (job.State is not JobState.Running || job.Progress is not { } progress)
        {
            return null;
        }

        var left = progress.Evaluations - progress.EvaluationsDone;
        var shown = await store.EventsAsync(job.Id, Math.Max(0, job.Version - PaceEvents), PaceEvents, cancel);
        return PaceOf(shown) is { } pace && pace > 0
            ? View(PaceLeast * left / pace, (PaceMost * left / pace) + StitchSeconds, EstimateBasis.Pace)
            : OfTokens(job.Cost * (1 - progress.Fraction) * TokensPerCost, cluster);
    }

    /// <summary>Evaluations in a second, over the events since the job was begun, or went back to a cut.</summary>
    internal static double? PaceOf(IReadOnlyList<LoggedEvent> events)
    {
        LoggedEvent? first = null;
        LoggedEvent? last = null;
        foreach (var shown in events)
        {
            if (shown.Kind is LoggedEventKind.Begun or LoggedEventKind.Retried || shown.Progress?.EvaluationsDone < last?.Progress!.EvaluationsDone)
            {
                first = last = null;
            }

            if (shown.Progress is { Phase: not JobPhase.Waiting })
            {
                first ??= shown;
                last = shown;
            }
        }

        return last is not null && last.At - first!.At is var over && over >= PaceOver
            ? (last.Progress!.EvaluationsDone - first.Progress!.EvaluationsDone) / over.TotalSeconds
            : null;
    }

    static EstimateView View(double least, double most, EstimateBasis basis) => new(Math.Round(least, 1), Math.Round(most, 1), basis);
}
