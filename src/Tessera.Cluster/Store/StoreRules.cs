using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>What every store asks of its callers, and what becomes of text that no database would keep as it is.</summary>
static partial class StoreRules
{
    static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

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

    /// <exception cref="ArgumentException">It is no name of a tenant or a key; the text says what such a one is.</exception>
    public static void CheckName(string name, string what)
    {
        if (name.Length is 0 or > Limits.TenantCharacters || name.AsSpan().ContainsAnyExcept(NameCharacters))
        {
            throw new ArgumentException($"{what} has a name of 1 to {Limits.TenantCharacters} characters: a-z, 0-9 and '-'.", nameof(name));
        }
    }

    /// <exception cref="ArgumentOutOfRangeException">It is not 1 to <paramref name="limit"/>.</exception>
    public static void CheckMost(int most, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, limit);
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
        Cuts = fromStart ? [] : row.Cuts,
        Attempts = [],
        Outcome = null,
        Reason = null,
    };

    /// <summary>The beginning of a text, and only what a database keeps.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Beginning(string? text, int most) => Storable(text is null || text.Length <= most ? text : text[..most]);

    /// <summary>A text with U+FFFD for what is no character: a reason that was cut off may end in half of one.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Storable(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var result = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var isCharacter = Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length) is OperationStatus.Done && rune.Value != 0;
            result.Append((isCharacter ? rune : Rune.ReplacementChar).ToString());
            at += length;
        }

        return result.ToString();
    }

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
