using Tessera.Tiling.Machines;

namespace Tessera.Cluster.Store;

/// <summary>A row of <c>jobs</c>.</summary>
sealed class JobEntity
{
    public JobId Id { get; set; }

    public long Number { get; set; }

    public required string Document { get; set; }

    public DateTimeOffset SubmittedAt { get; set; }

    public bool IsCancelled { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public long Revision { get; set; }

    public long Term { get; set; }

    public int Stage { get; set; }

    public JobOutcome? Outcome { get; set; }

    public string? Reason { get; set; }

    /// <summary>Workers, cuts and attempts: see <see cref="JobStateCodec"/>.</summary>
    public required byte[] State { get; set; }

    public byte[]? Progress { get; set; }

    public string Tenant { get; set; } = JobSubmission.DefaultTenant;

    public int Priority { get; set; }

    public long Cost { get; set; }

    /// <summary>The sequence of its last event.</summary>
    public long Version { get; set; }

    /// <summary>The number of its tenant's turn in which it was begun; null while it waits.</summary>
    public long? Turn { get; set; }

    /// <exception cref="InvalidDataException">The state or the progress cannot be read.</exception>
    public JobRecord ToRecord(int epoch)
    {
        var columns = new JobRow(Term, new(epoch), Revision, Stage, [], [], [], Outcome, Reason);
        try
        {
            return new(
                Id,
                Number,
                Document,
                SubmittedAt,
                JobStateCodec.Decode(State, columns),
                IsCancelled,
                Progress is null ? null : JobStateCodec.DecodeProgress(Progress),
                EndedAt,
                Turn is not null,
                Tenant,
                Priority,
                Cost,
                Version);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"job {Id} cannot be read: {e.Message}", e);
        }
    }
}
