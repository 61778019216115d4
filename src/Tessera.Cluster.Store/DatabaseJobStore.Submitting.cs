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

                var there = await FindAcceptedAsync(context, submission.Id).ConfigureAwait(false);
                Exception? refusal = there is not null ? StoreRules.Difference(submission, there.Tenant, there.Document)
                    : await WasDeletedAsync(context, submission.Id).ConfigureAwait(false) ? StoreRules.Deleted(submission)
                    : await ExcessAsync(context, submission.Tenant, submission.Quota, submission.Cost).ConfigureAwait(false);
                if (refusal is not null)
                {
                    return refusal;
                }

                if (there is null)
                {
                    await AcceptAsync(context, cluster, submission, by, now).ConfigureAwait(false);
                }

                await RememberAsync(context, submission, request, now).ConfigureAwait(false);
                return new SubmittedJob(submission.Id, there is null);
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
                await FindAcceptedAsync(context, nothing.Id).ConfigureAwait(false);
                await WasDeletedAsync(context, nothing.Id).ConfigureAwait(false);
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

    static Task<AcceptedJob?> FindAcceptedAsync(StoreContext context, JobId id) =>
        context.Jobs.Where(job => job.Id == id).Select(job => new AcceptedJob(job.Tenant, job.Document)).SingleOrDefaultAsync();

    static Task<bool> WasDeletedAsync(StoreContext context, JobId id) => context.DeletedJobs.AnyAsync(job => job.Id == id);

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

    sealed record AcceptedJob(string Tenant, string Document);
}
