namespace Tessera.Cluster;

/// <content>For those who submit and watch jobs.</content>
public partial interface IJobStore
{
    /// <summary>
    /// Takes a job. It is accepted when this has ended. The same again is left as it is, so a submission can be repeated whatever became of it: it
    /// is the same when it has the <see cref="IdempotencyKey"/> of an earlier one of its tenant, or the id of one and its document.
    /// </summary>
    /// <param name="submission">The job.</param>
    /// <param name="by">Who submits it, for the audit log; null for nobody it would name.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ArgumentException">Something is out of its range; or the name is there with another document, or was deleted.</exception>
    /// <exception cref="IdempotencyConflictException">The key was used for a request with another fingerprint.</exception>
    /// <exception cref="QuotaExceededException">It would cost more than is left.</exception>
    /// <exception cref="StoreFullException">Its tenant has <see cref="Limits.JobsOpen"/> jobs that have not ended.</exception>
    Task<SubmittedJob> SubmitAsync(JobSubmission submission, Actor? by, CancellationToken cancellationToken);

    /// <summary>Finds a job.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="tenant">Only if it is this tenant's; null for any.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Null when there is none.</returns>
    /// <exception cref="ArgumentException">It is no name of a tenant.</exception>
    Task<JobRecord?> FindAsync(JobId id, string? tenant, CancellationToken cancellationToken);

    /// <summary>Whether there was a job that was deleted. The last <see cref="Limits.DeletedJobsKept"/> are remembered.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="tenant">Only if it was this tenant's; null for any.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ArgumentException">It is no name of a tenant.</exception>
    Task<bool> IsDeletedAsync(JobId id, string? tenant, CancellationToken cancellationToken);

    /// <summary>Lists jobs, those submitted last first, without what is large: their rows have no workers, cuts and attempts.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ArgumentException">Something is out of its range.</exception>
    Task<IReadOnlyList<JobRecord>> ListAsync(JobQuery query, CancellationToken cancellationToken);

    /// <summary>Lists jobs that ended before some time, those that ended first before others, as <see cref="ListAsync"/> does.</summary>
    /// <param name="time">By the store's clock.</param>
    /// <param name="most">At most so many, 1 to <see cref="Limits.JobsListed"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<IReadOnlyList<JobRecord>> ListEndedBeforeAsync(DateTimeOffset time, int most, CancellationToken cancellationToken);

    /// <summary>Lists the jobs that wait, in the order in which they would be begun if no other came and none were cancelled.</summary>
    /// <param name="most">At most so many, 1 to <see cref="Limits.JobsListed"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<IReadOnlyList<QueuedJob>> QueueAsync(int most, CancellationToken cancellationToken);

    /// <summary>Lists what happened to a job, in order; nothing when there is no such job.</summary>
    /// <param name="id">The job.</param>
    /// <param name="after">Only events after this one of its log; 0 for all.</param>
    /// <param name="most">At most so many, 1 to <see cref="Limits.EventsListed"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<IReadOnlyList<LoggedEvent>> EventsAsync(JobId id, long after, int most, CancellationToken cancellationToken);

    /// <summary>Asks for a job to be cancelled; its leader will see to it.</summary>
    /// <param name="id">The job.</param>
    /// <param name="by">Who asks, for the audit log; null for nobody it would name.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>False when there is no such job, or it has ended.</returns>
    Task<bool> CancelAsync(JobId id, Actor? by, CancellationToken cancellationToken);

    /// <summary>
    /// Lets a job that ended wait for its turn again, unless it is done: without outcome, reason, failed tries and shown progress, and no
    /// longer asked to end. Its revision rises by one; the cluster's epoch stays.
    /// </summary>
    /// <param name="id">The job.</param>
    /// <param name="fromStart">Whether it forgets its stages, cuts and nodes too.</param>
    /// <param name="quota">The most that open jobs of its tenant may cost together, with this one; null for no such bound.</param>
    /// <param name="by">Who asks, for the audit log; null for nobody it would name.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="QuotaExceededException">It would cost more than is left.</exception>
    /// <exception cref="StoreFullException">Its tenant has <see cref="Limits.JobsOpen"/> jobs that have not ended.</exception>
    Task<JobChange> RetryAsync(JobId id, bool fromStart, long? quota, Actor? by, CancellationToken cancellationToken);

    /// <summary>Deletes a job that ended, with its log; that it was there is remembered.</summary>
    /// <param name="id">The job.</param>
    /// <param name="by">Who asks, for the audit log; null for nobody it would name.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<JobChange> DeleteAsync(JobId id, Actor? by, CancellationToken cancellationToken);
}
