namespace Tessera.Tiling;

/// <summary>What one axis of a plan is made from. Tokens, except <see cref="Blend"/>.</summary>
readonly record struct AxisRequest
{
    /// <summary>Word for tiles along this axis in messages: columns, rows or segments.</summary>
    public required string Plural { get; init; }

    /// <summary>Length of the axis.</summary>
    public required int Tokens { get; init; }

    /// <summary>Latents per token along this axis.</summary>
    public required int Scale { get; init; }

    /// <summary>Largest window the checkpoint may be shown.</summary>
    public required int Native { get; init; }

    /// <summary>How tiles stay coherent.</summary>
    public required CoherenceMode Mode { get; init; }

    /// <summary>What a window adds on each side of a core; 0 when isolated.</summary>
    public required int Halo { get; init; }

    /// <summary>Half the width of the blend band, in latents; 0 unless the mode is halo.</summary>
    public required int Blend { get; init; }
}
