using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>
/// The truth of a cluster: which jobs there are, how far they are, and who may say so. Only leaders and those who submit and watch use it.
/// What a call has answered survives a power cut, unless the store lives in memory. Every call may be made concurrently, and ends within
/// <see cref="Limits.StoreWithin"/>.
/// </summary>
/// <exception cref="StoreUnavailableException">From any call but <see cref="CommitAsync"/>: the store could not be asked, or did not answer; what was asked for may yet happen.</exception>
public interface IJobStore : IAsyncDisposable
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

    /// <summary>Takes a job. It is accepted when this has ended.</summary>
    /// <param name="id">A new name. One that is there already, with the same document, is left as it is: so a submission can be repeated.</param>
    /// <param name="document">What is to be done, at most <see cref="Limits.DocumentCharacters"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ArgumentException">The document is too long, or the name is there with another document.</exception>
    Task SubmitAsync(JobId id, string document, CancellationToken cancellationToken);

    /// <summary>Finds a job.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Null when there is none.</returns>
    Task<JobRecord?> FindAsync(JobId id, CancellationToken cancellationToken);

    /// <summary>Finds the job that is to be led next: of those that have not ended, one that was begun, else the one submitted first.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Null when all have ended.</returns>
    Task<JobRecord?> NextAsync(CancellationToken cancellationToken);

    /// <summary>Lists jobs, those submitted last first, without what is large: their rows have no workers, cuts and attempts.</summary>
    /// <param name="most">At most so many, 1 to <see cref="Limits.JobsListed"/>.</param>
    /// <param name="before">Only jobs of lower numbers than this; null for the last ones.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<IReadOnlyList<JobRecord>> ListAsync(int most, long? before, CancellationToken cancellationToken);

    /// <summary>
    /// Writes a job's row. In one transaction: refuses unless the lease has the term that is expected, the cluster's epoch is the one expected
    /// and the row has the revision expected; otherwise writes the row, and its epoch is the cluster's from then on. A row with an outcome also gets
    /// its time of ending.
    /// </summary>
    /// <param name="id">The job.</param>
    /// <param name="expected">What must be found.</param>
    /// <param name="row">The whole new row.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Never throws for what the store or the network do: that is <see cref="CommitOutcome.Unknown"/>.</returns>
    Task<CommitOutcome> CommitAsync(JobId id, Fence expected, JobRow row, CancellationToken cancellationToken);

    /// <summary>Shows how far a job is, if the lease has this term; otherwise writes nothing.</summary>
    /// <param name="id">The job.</param>
    /// <param name="term">The leader's.</param>
    /// <param name="progress">How far.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether somebody has asked to cancel the job.</returns>
    Task<bool> ShowAsync(JobId id, long term, JobProgress progress, CancellationToken cancellationToken);

    /// <summary>Asks for a job to be cancelled; its leader will see to it.</summary>
    /// <param name="id">The job.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>False when there is no such job, or it has ended.</returns>
    Task<bool> CancelAsync(JobId id, CancellationToken cancellationToken);
}
