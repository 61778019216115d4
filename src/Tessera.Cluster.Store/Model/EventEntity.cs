using Tessera.Tiling.Machines;

namespace Tessera.Cluster.Store;

/// <summary>A row of <c>events</c>.</summary>
sealed class EventEntity
{
    /// <summary>The number of its job.</summary>
    public long Job { get; set; }

    public long Sequence { get; set; }

    public DateTimeOffset At { get; set; }

    public LoggedEventKind Kind { get; set; }

    public int Stage { get; set; }

    /// <summary>See <see cref="JobStateCodec"/>.</summary>
    public byte[]? Progress { get; set; }

    public JobOutcome? Outcome { get; set; }

    public string? Reason { get; set; }

    /// <exception cref="InvalidDataException">The progress cannot be read.</exception>
    public LoggedEvent ToEvent() =>
        new(Sequence, At, Kind, Stage, Progress is null ? null : JobStateCodec.DecodeProgress(Progress), Outcome, Reason);
}
