using System.Security.Cryptography;
using System.Text.Json;
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
    /// <param name="key">Its idempotency key; null when nobody will repeat the request.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <exception cref="ProblemException">It is refused.</exception>
    public async Task<JobRecord> SubmitAsync(SubmitRequest asked, string? key, Caller caller, CancellationToken cancel)
    {
        CheckKey(key);
        var submission = Submission(asked, await planner.PlanAsync(asked, cancel), caller) with
        {
            Idempotency = key is null ? null : new(key, FingerprintOf(asked)),
        };
        var (id, _) = await store.SubmitAsync(submission, caller.Actor, cancel);
        return await store.FindAsync(id, caller.Actor.Tenant, cancel) ?? throw await finder.MissingAsync(id, caller.Actor.Tenant, cancel);
    }

    /// <summary>Says what would become of a job, if it were submitted now.</summary>
    public async Task<Validation> ValidateAsync(SubmitRequest asked, Caller caller, CancellationToken cancel)
    {
        try
        {
            var planned = await planner.PlanAsync(asked, cancel);
            Submission(asked, planned, caller);
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
        Check(asked.Priority is >= 0 and <= Limits.MostPriority, ProblemKinds.Malformed, $"The priority is {asked.Priority}: use 0 to {Limits.MostPriority}.");
        Check(text.Length <= Limits.DocumentCharacters, ProblemKinds.NotDrawable, $"The job's document has {text.Length} characters, more than {Limits.DocumentCharacters}: use a shorter prompt.");
        Check(cost <= Limits.MostCost, ProblemKinds.NotDrawable, $"The picture takes {cost} pixels times steps, more than {Limits.MostCost}: use fewer steps.");
        Check(!(cost > options.Quota), ProblemKinds.QuotaExceeded, $"The picture takes {cost} pixels times steps, and all open jobs of a tenant may take {options.Quota}.");
        return new(JobId.New(), text) { Tenant = caller.Actor.Tenant, Priority = asked.Priority, Cost = cost, Quota = options.Quota };
    }

    static void CheckKey(string? key) => Check(
        key is null || (key.Length is > 0 and <= Limits.IdempotencyKeyCharacters && !key.AsSpan().ContainsAnyExceptInRange(' ', '~')),
        ProblemKinds.Malformed,
        $"The Idempotency-Key is none: use 1 to {Limits.IdempotencyKeyCharacters} printable characters of ASCII.");

    static void Check(bool isRight, ProblemKind kind, string detail)
    {
        if (!isRight)
        {
            throw new ProblemException(kind, detail);
        }
    }

    /// <summary>Of what the request says, not of how it is written.</summary>
    static Sha256Hash FingerprintOf(SubmitRequest asked) => new(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(asked, ApiJson.Default.SubmitRequest)));
}
