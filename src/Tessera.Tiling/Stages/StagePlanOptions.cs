namespace Tessera.Tiling;

/// <summary>What stages are made from.</summary>
public sealed record StagePlanOptions
{
    /// <summary>The final picture.</summary>
    public required PictureSize Picture { get; init; }

    /// <summary><c>auto</c>: halve until the picture is at most <see cref="BaseWindow"/>. <c>none</c>: the final picture at once. Otherwise
    /// the sizes from coarse to fine, <c>512x512,1024x1024,...</c>, each twice the one before.</summary>
    public string Stages { get; init; } = "auto";

    /// <summary>Pixels per token edge, at least 1: what the sides of pictures are multiples of.</summary>
    public int PixelsPerToken { get; init; } = 32;

    /// <summary>Latents per token edge.</summary>
    public int PatchSize { get; init; } = 2;

    /// <summary>How tiles stay coherent.</summary>
    public CoherenceMode Mode { get; init; } = CoherenceMode.Halo;

    /// <summary>The largest first stage, in tokens; null: the native window.</summary>
    public Extent? BaseWindow { get; init; }

    /// <summary>The largest window the checkpoint may be shown, in tokens.</summary>
    public Extent NativeWindow { get; init; } = TilePlanOptions.DefaultNativeWindow;

    /// <summary>What windows add on each side of a core, in tokens.</summary>
    public int Halo { get; init; } = TilePlanOptions.DefaultHalo;

    /// <summary>Half the width of the blend band, in latents; null: half the halo.</summary>
    public int? Blend { get; init; }

    /// <summary>The largest window wanted in every stage, in tokens; null: the native window.</summary>
    public Extent? TileSize { get; init; }

    /// <summary>The grid of the last stage; null: as few tiles as windows allow, as in the other stages.</summary>
    public GridSize? Grid { get; init; }

    /// <summary>The most tiles that all stages may have together.</summary>
    public int MostTiles { get; init; } = TilePlan.MaximumTiles;
}
