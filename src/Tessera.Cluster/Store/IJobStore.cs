using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>
/// The truth of a cluster: which jobs there are, how far they are, and who may say so. Only leaders and those who submit and watch use it.
/// What a call has answered survives a power cut, unless the store lives in memory. Every call may be made concurrently, and ends within
/// <see cref="Limits.StoreWithin"/>. What a call changes, with its events and its entry in the audit log, is one transaction.
/// </summary>
/// <exception cref="StoreUnavailableException">From any call but <see cref="CommitAsync"/>: the store could not be asked, or did not answer; what was asked for may yet happen.</exception>
public partial interface IJobStore : IAsyncDisposable
{
    /// <summary>
    /// Asks for the lease. In one transaction and by the store's own clock: renews it if its row has this holder and term; otherwise, if it has
    /// ended or nobody ever held it, gives it to the holder with the term raised by one; otherwise refuses.
    /// </summary>
    /// <param name="claim">Who asks, and the term to renew; 0 when the holder does not lead.</param>
    /// <param name="length">How long it lasts from now, usually <see cref="MachineLimits.LeaseFor"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns><see cref="LeaseEvent.Granted"/> or <see cref="LeaseEvent.Refused"/>.</returns>
    Task<LeaseEvent> ClaimAsync(LeaseEffect.Claim claim, TimeSpan length, CancellationToken cancellationToken);

    /// <summary>
    /// Finds the job that is to be led next: of those that have not ended, one that was begun; else the one whose turn it is: tenants take turns,
    /// and within a tenant higher priorities go first, then those submitted first.
    /// </summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Null when all have ended.</returns>
    Task<JobRecord?> NextAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Writes a job's row. In one transaction: refuses unless the lease has the term that is expected, the cluster's epoch is the one expected
    /// and the row has the revision expected; otherwise writes the row, and its epoch is the cluster's from then on. A row with an outcome also gets
    /// its time of ending. The first commit of a job is its tenant's turn.
    /// </summary>
    /// <param name="id">The job.</param>
    /// <param name="expected">What must be found.</param>
    /// <param name="row">The whole new row.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Never throws for what the store or the network do: that is <see cref="CommitOutcome.Unknown"/>.</returns>
    Task<CommitOutcome> CommitAsync(JobId id, Fence expected, JobRow row, CancellationToken cancellationToken);

    /// <summary>
    /// Shows how far a job is, if the lease has this term and the job has not ended; otherwise writes nothing. It is logged if it differs
    /// from what was shown last, and the log has no <see cref="Limits.EventsPerJob"/> events yet.
    /// </summary>
    /// <param name="id">The job.</param>
    /// <param name="term">The leader's.</param>
    /// <param name="progress">How far.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether somebody has asked to cancel the job.</returns>
    Task<bool> ShowAsync(JobId id, long term, JobProgress progress, CancellationToken cancellationToken);
}
