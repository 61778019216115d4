using Tessera.Cluster;
using Tessera.Engine.Requests;

namespace Tessera.Server.Contracts;

/// <summary>A job, as it stands.</summary>
public sealed record JobView
{
    /// <summary>Its name: 32 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required string Tenant { get; init; }

    /// <summary>Where it stands, in one word.</summary>
    public required JobState State { get; init; }

    /// <summary>The sequence of its last event: of two views the one with the higher version is the newer.</summary>
    public required long Version { get; init; }

    /// <summary>Among jobs of its tenant: 0, last, to 9, first.</summary>
    public required int Priority { get; init; }

    /// <summary>What it takes, in pixels times steps.</summary>
    public required long Cost { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset SubmittedAt { get; init; }

    /// <summary>When it ended; null while it has not.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Whether it is to be cancelled, and has not ended yet.</summary>
    public bool IsCancelling { get; init; }

    /// <summary>Why it is not drawn just now; null when it is, or has ended.</summary>
    public WaitView? Waits { get; init; }

    /// <summary>How far it is; null before it was begun.</summary>
    public ProgressView? Progress { get; init; }

    /// <summary>How long it will take from now; null when it has ended, or nothing is known.</summary>
    public EstimateView? Estimate { get; init; }

    /// <summary>Why it ended as it did, in one line; null for a job that is done or has not ended.</summary>
    public string? Reason { get; init; }

    /// <summary>What is drawn; null in a document that this server cannot read.</summary>
    public PictureRequest? Request { get; init; }

    /// <summary>Name of the checkpoint.</summary>
    public string? Model { get; init; }
}
