using Tessera.Cluster;
using Tessera.Models.Prompts;
using Tessera.Server.Contracts;
using Tessera.Server.Estimates;
using Tessera.Server.Nodes;
using Tessera.Server.Problems;
using Tessera.Server.Security;
using Tessera.Tiling;

namespace Tessera.Server.Jobs;

/// <summary>Accepts jobs, and says beforehand what would become of them.</summary>
sealed class JobSubmitter(IJobStore store, JobPlanner planner, JobFinder finder, ClusterView cluster, ServerOptions options)
{
    /// <summary>Accepts a job.</summary>
    /// <param name="asked">The job.</param>
    /// <param name="key">Names the request; null when nobody will repeat it.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <exception cref="ProblemException">It is refused.</exception>
    public async Task<JobRecord> SubmitAsync(SubmitRequest asked, IdempotencyKey? key, Caller caller, CancellationToken cancel)
    {
        var submission = Submission(asked, await planner.PlanAsync(asked, cancel), caller) with { Idempotency = key };
        var (id, _) = await store.SubmitAsync(submission, caller.Actor, cancel);
        return await store.FindAsync(id, caller.Actor.Tenant, cancel) ?? throw await finder.MissingAsync(id, caller.Actor.Tenant, cancel);
    }

    /// <summary>Says what would become of a job, if it were submitted now.</summary>
    public async Task<Validation> ValidateAsync(SubmitRequest asked, Caller caller, CancellationToken cancel)
    {
        try
        {
            var planned = await planner.PlanAsync(asked, cancel);
            var submission = Submission(asked, planned, caller);
            ProblemException.Unless(
                !(submission.Cost > submission.Quota),
                ProblemKinds.QuotaExceeded,
                $"The picture takes {submission.Cost} pixels times steps, and all open jobs of a tenant may take {submission.Quota}.");
            var (now, cost) = (await cluster.GetAsync(cancel), planned.Cost);
            return new()
            {
                IsAccepted = true,
                Problems = [],
                Stages = planned.Document.Stages,
                Tiles = cost.Tiles,
                Evaluations = cost.Evaluations,
                Tokens = cost.Tokens,
                MemoryBytes = cost.MemoryBytes,
                ExchangedBytes = cost.ExchangedBytes,
                Cost = cost.PixelSteps,
                Estimate = Estimator.OfTokens(cost.Tokens, now),
            };
        }
        catch (Exception e) when (e is ProblemException or PlanException or PromptException)
        {
            var kind = (e as ProblemException)?.Kind ?? ProblemKinds.NotDrawable;
            return new() { IsAccepted = false, Problems = [new(kind.Type, kind.Title, kind.Status, e.Message)] };
        }
    }

    JobSubmission Submission(SubmitRequest asked, JobPlanner.Planned planned, Caller caller)
    {
        var (text, cost) = (planned.Document.ToText().Text, planned.Cost.PixelSteps);
        ProblemException.Unless(asked.Priority is >= 0 and <= Limits.MostPriority, ProblemKinds.Malformed, $"The priority is {asked.Priority}: use 0 to {Limits.MostPriority}.");
        ProblemException.Unless(
            text.Length <= Limits.DocumentCharacters,
            ProblemKinds.NotDrawable,
            $"The job's document has {text.Length} characters, more than {Limits.DocumentCharacters}: use a shorter prompt.");
        ProblemException.Unless(cost <= Limits.MostCost, ProblemKinds.NotDrawable, $"The picture takes {cost} pixels times steps, more than {Limits.MostCost}: use fewer steps.");
        return new(JobId.New(), text) { Tenant = caller.Actor.Tenant, Priority = asked.Priority, Cost = cost, Quota = options.Quota };
    }
}
