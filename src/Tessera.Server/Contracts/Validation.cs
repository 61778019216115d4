using Tessera.Engine.Requests;

namespace Tessera.Server.Contracts;

/// <summary>What would become of a job, if it were submitted now.</summary>
public sealed record Validation
{
    /// <summary>Whether it would be accepted.</summary>
    public required bool IsAccepted { get; init; }

    /// <summary>Why it would be refused, whatever other jobs of the tenant are open: problems as its submission would answer them.</summary>
    public required IReadOnlyList<ProblemView> Problems { get; init; }

    /// <summary>What would be drawn, from coarse to fine; null when the request cannot be planned.</summary>
    public IReadOnlyList<PictureDocumentStage>? Stages { get; init; }

    /// <summary>Tiles of all stages.</summary>
    public int Tiles { get; init; }

    /// <summary>Evaluations of tiles, all stages.</summary>
    public long Evaluations { get; init; }

    /// <summary>Tokens that go through the network, all evaluations, guidance included.</summary>
    public long Tokens { get; init; }

    /// <summary>Bytes that the stage which needs most takes on all nodes together.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Bytes that tiles tell each other in the whole job; of them those between nodes cross the network.</summary>
    public long ExchangedBytes { get; init; }

    /// <summary>What it takes of a quota, in pixels times steps.</summary>
    public long Cost { get; init; }

    /// <summary>How long it would take once it is begun; null when no node is known.</summary>
    public EstimateView? Estimate { get; init; }
}
