using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <content>Jobs.</content>
static partial class StoreRules
{
    /// <exception cref="ArgumentException">Something is out of its range; the text says what.</exception>
    public static void Check(JobSubmission submission)
    {
        CheckDocument(submission.Document);
        CheckName(submission.Tenant, "A tenant");
        CheckPriority(submission.Priority);
        CheckCost(submission.Cost);
        CheckQuota(submission.Quota);
        if (submission.Idempotency is { Key: var key }
            && (key.Length is 0 or > Limits.IdempotencyKeyCharacters || key.AsSpan().ContainsAnyExceptInRange(' ', '~')))
        {
            throw new ArgumentException(
                $"An idempotency key has 1 to {Limits.IdempotencyKeyCharacters} printable characters of ASCII.", nameof(submission));
        }
    }

    /// <exception cref="ArgumentOutOfRangeException">It is below 0.</exception>
    public static void CheckQuota(long? quota)
    {
        if (quota is { } most)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(most, nameof(quota));
        }
    }

    /// <exception cref="ArgumentException">It is too long, or no database keeps it as it is.</exception>
    public static void CheckDocument(string document)
    {
        if (document.Length > Limits.DocumentCharacters)
        {
            throw new ArgumentException(
                $"The document has {document.Length} characters, and may have {Limits.DocumentCharacters}.", nameof(document));
        }

        if (Storable(document) != document)
        {
            throw new ArgumentException("The document has a character that is none: NUL, or half of a pair.", nameof(document));
        }
    }

    /// <summary>Why a job that has the id of a submission is another one; null when it is the same.</summary>
    public static ArgumentException? Difference(JobSubmission submission, string tenant, string document) =>
        submission.Tenant == tenant && submission.Document == document ? null
        : new($"Job {submission.Id} is there with another document.", nameof(submission));

    /// <summary>Says that the job of a submission was there, and was deleted.</summary>
    public static ArgumentException Deleted(JobSubmission submission) => new($"Job {submission.Id} was deleted.", nameof(submission));

    /// <summary>Why a tenant may not have one more open job; null when it may.</summary>
    /// <param name="quota">The most that its open jobs may cost together; null for no such bound.</param>
    /// <param name="cost">What it would add.</param>
    /// <param name="open">How many it has.</param>
    /// <param name="outstanding">What they cost.</param>
    public static StoreRefusalException? Excess(long? quota, long cost, int open, long outstanding) =>
        open >= Limits.JobsOpen ? new StoreFullException("jobs of this tenant that have not ended", Limits.JobsOpen)
        : quota is { } most && cost > most - outstanding ? new QuotaExceededException(most, outstanding, cost)
        : null;

    /// <exception cref="ArgumentException">Something is out of its range; the text says what.</exception>
    public static void Check(JobQuery query)
    {
        CheckMost(query.Most, Limits.JobsListed);
        CheckScope(query.Tenant);
        if (query.State is { } state && !Enum.IsDefined(state))
        {
            throw new ArgumentException($"There is no state {(int)state} of a job.", nameof(query));
        }
    }

    /// <summary>What a commit is in the log of its job; null when it is nothing that anybody waits for.</summary>
    /// <param name="isBegun">Whether the job was committed before.</param>
    /// <param name="stage">Its stage before.</param>
    /// <param name="outcome">Its outcome before.</param>
    /// <param name="row">What is committed.</param>
    public static LoggedEventKind? KindOf(bool isBegun, int stage, JobOutcome? outcome, JobRow row) =>
        row.Outcome is not null && row.Outcome != outcome ? LoggedEventKind.Ended
        : !isBegun ? LoggedEventKind.Begun
        : row.Stage != stage || row.Outcome != outcome ? LoggedEventKind.Stage
        : null;

    /// <summary>A row that is to be tried again. What it said of its epoch does not count: that is the cluster's.</summary>
    public static JobRow Retried(JobRow row, bool fromStart) => row with
    {
        Revision = row.Revision + 1,
        Stage = fromStart ? 0 : row.Stage,
        Workers = fromStart ? [] : row.Workers, // other nodes may round differently
        Cuts = fromStart ? [] : row.Cuts,
        Attempts = [],
        Outcome = null,
        Reason = null,
    };

    static void CheckPriority(int priority)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(priority);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(priority, Limits.MostPriority);
    }

    static void CheckCost(long cost)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cost);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cost, Limits.MostCost);
    }
}
