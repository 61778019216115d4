using Tessera.Cluster;
using Tessera.Engine.Requests;

namespace Tessera.Server.Contracts;

/// <summary>A job to be accepted. The document that a picture carries is one too: what it says beyond its request must agree with this server.</summary>
public sealed record SubmitRequest
{
    /// <summary>What to draw.</summary>
    public required PictureRequest Request { get; init; }

    /// <summary>Among jobs of the same tenant: 0, last, to 9, first.</summary>
    public int Priority { get; init; } = JobSubmission.DefaultPriority;

    /// <summary>Name of the checkpoint, for people; not looked at.</summary>
    public string? Model { get; init; }

    /// <summary>SHA-256 of the checkpoint that is wanted; null for the server's. Another one is refused.</summary>
    public string? ModelSha256 { get; init; }

    /// <summary>Version of Tessera that wrote the document; not looked at.</summary>
    public string? Version { get; init; }

    /// <summary>What a picture says was drawn; not looked at, the request is planned anew.</summary>
    public IReadOnlyList<PictureDocumentStage>? Stages { get; init; }
}
