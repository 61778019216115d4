using Microsoft.EntityFrameworkCore;

namespace Tessera.Cluster.Store;

/// <content>Submitting.</content>
sealed partial class DatabaseJobStore
{
    public async Task<SubmittedJob> SubmitAsync(JobSubmission submission, Actor? by, CancellationToken cancellationToken)
    {
        StoreRules.Check(submission);
        StoreRules.Check(by);
        return await TryAsync<SubmittedJob>(
            async (context, cluster) =>
            {
                var now = await NowAsync(context).ConfigureAwait(false);
                var request = await FindRequestAsync(context, submission).ConfigureAwait(false);
                if (request is not null && now - request.At < Limits.IdempotencyFor)
                {
                    return submission.Idempotency!.Fingerprint == new Sha256Hash(request.Fingerprint)
                        ? new SubmittedJob(request.Job, IsNew: false)
                        : new IdempotencyConflictException();
                }

                var known = await FindKnownAsync(context, submission).ConfigureAwait(false);
                Exception? refusal = known is { Tenant: { } tenant, Document: { } document } ? StoreRules.Difference(submission, tenant, document)
                    : known.WasDeleted ? StoreRules.Deleted(submission)
                    : StoreRules.Excess(submission.Quota, submission.Cost, known.Open, known.OpenCost);
                if (refusal is not null)
                {
                    return refusal;
                }

                var isNew = known.Tenant is null;
                if (isNew)
                {
                    await AcceptAsync(context, cluster, submission, by, now).ConfigureAwait(false);
                }

                await RememberAsync(context, submission, request, now).ConfigureAwait(false);
                return new SubmittedJob(submission.Id, isNew);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Does all that a submission does, and takes it back: what is prepared at the first one takes its time. Questions come first, for they lock
    /// nothing.
    /// </summary>
    public async Task RehearseAsync(CancellationToken cancellationToken)
    {
        var id = JobId.New();
        var nothing = new JobSubmission(id, "") { Idempotency = new(id.ToString(), default) };
        var now = await calls.AskAsync(
            async context =>
            {
                await FindRequestAsync(context, nothing).ConfigureAwait(false);
                await FindKnownAsync(context, nothing).ConfigureAwait(false);
                await ExcessAsync(context, nothing.Tenant, quota: null, cost: 0).ConfigureAwait(false);
                var now = await NowAsync(context).ConfigureAwait(false);
                await FindEndedAsync(context, now - Limits.IdempotencyFor).ConfigureAwait(false);
                return now;
            },
            cancellationToken).ConfigureAwait(false);
        await calls.RehearseAsync(
            async context =>
            {
                var number = -2 - (BitConverter.ToInt64(id.Value.ToByteArray()) & int.MaxValue); // nobody's, and another for each who does this
                var nowhere = new ClusterEntity { LastNumber = number, LastAudit = number };
                await AcceptAsync(context, nowhere, nothing, new(nothing.Tenant), now).ConfigureAwait(false);
                await RememberAsync(context, nothing, ended: null, now).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    static async Task AcceptAsync(StoreContext context, ClusterEntity cluster, JobSubmission submission, Actor? by, DateTimeOffset now)
    {
        context.Jobs.Add(new()
        {
            Id = submission.Id,
            Number = ++cluster.LastNumber,
            Document = submission.Document,
            SubmittedAt = now,
            State = [],
            Tenant = submission.Tenant,
            Priority = submission.Priority,
            Cost = submission.Cost,
            Version = 1,
        });
        Log(context, cluster.LastNumber, new() { Sequence = 1, At = now, Kind = LoggedEventKind.Submitted });
        await NoteAsync(context, cluster, now, by, AuditAction.Submit, submission.Id, StoreRules.DetailOf(submission)).ConfigureAwait(false);
    }

    /// <summary>Why a tenant may not have one more open job; null when it may.</summary>
    static async Task<StoreRefusalException?> ExcessAsync(StoreContext context, string tenant, long? quota, long cost)
    {
        var open = await context.Jobs.Where(job => job.Tenant == tenant && job.Outcome == null).GroupBy(job => job.Tenant)
            .Select(jobs => new { Count = jobs.Count(), Cost = jobs.Sum(job => job.Cost) }).SingleOrDefaultAsync().ConfigureAwait(false);
        return StoreRules.Excess(quota, cost, open?.Count ?? 0, open?.Cost ?? 0);
    }

    /// <summary>All that must be known of a job's name and tenant, in one question: others wait meanwhile.</summary>
    static Task<Known> FindKnownAsync(StoreContext context, JobSubmission submission) => context.Cluster
        .Select(_ => new Known(
            context.Jobs.Where(job => job.Id == submission.Id).Select(job => job.Tenant).FirstOrDefault(),
            context.Jobs.Where(job => job.Id == submission.Id).Select(job => job.Document).FirstOrDefault(),
            context.DeletedJobs.Any(job => job.Id == submission.Id),
            context.Jobs.Count(job => job.Tenant == submission.Tenant && job.Outcome == null),
            context.Jobs.Where(job => job.Tenant == submission.Tenant && job.Outcome == null).Sum(job => job.Cost)))
        .SingleAsync();

    static async Task<IdempotencyEntity?> FindRequestAsync(StoreContext context, JobSubmission submission) =>
        submission.Idempotency is not { Key: var key } ? null
        : await context.Idempotency.SingleOrDefaultAsync(request => request.Tenant == submission.Tenant && request.Key == key)
            .ConfigureAwait(false);

    /// <summary>Stores the key of a request, in place of one that has ended, and removes some others that have.</summary>
    static async Task RememberAsync(StoreContext context, JobSubmission submission, IdempotencyEntity? ended, DateTimeOffset now)
    {
        if (submission.Idempotency is not { } idempotency)
        {
            return;
        }

        var old = await FindEndedAsync(context, now - Limits.IdempotencyFor).ConfigureAwait(false);
        context.Idempotency.RemoveRange(old.Where(request => request != ended));
        var request = ended
            ?? context.Idempotency.Add(new() { Tenant = submission.Tenant, Key = idempotency.Key }).Entity;
        (request.Fingerprint, request.Job, request.At) = (idempotency.Fingerprint.ToArray(), submission.Id, now);
    }

    /// <summary>
    /// Finds some keys that were stored no later than some time. By hand: in SQLite times are text, which compares as they do, but EF does
    /// not know that.
    /// </summary>
    static Task<List<IdempotencyEntity>> FindEndedAsync(StoreContext context, DateTimeOffset since) => context.Idempotency
        .FromSql($"SELECT * FROM idempotency WHERE at <= {since} ORDER BY at LIMIT {Limits.IdempotencyKeysRemoved}").ToListAsync();

    /// <param name="Tenant">Whose the job of that name is; null when there is none.</param>
    /// <param name="Document">What it is.</param>
    /// <param name="WasDeleted">Whether there was one.</param>
    /// <param name="Open">Jobs of the tenant that have not ended.</param>
    /// <param name="OpenCost">What they take together.</param>
    sealed record Known(string? Tenant, string? Document, bool WasDeleted, int Open, long OpenCost);
}
