namespace Tessera.Tiling;

/// <summary>What a plan is made from.</summary>
public sealed record TilePlanOptions
{
    /// <summary>The halo where none is asked for, in tokens.</summary>
    public const int DefaultHalo = 2;

    /// <summary>The widest halo, in tokens, and the widest blend, in latents: wider than any window, and safe to multiply.</summary>
    public const int MaximumReach = 65_536;

    /// <summary>The native window of the shipped checkpoint, in tokens.</summary>
    public static readonly Extent DefaultNativeWindow = new(1, 16, 16);

    /// <summary>The canvas in tokens; at least one along every axis.</summary>
    public required Extent Canvas { get; init; }

    /// <summary>Latents per token edge in height and width, at least 1. In time a token is one latent frame.</summary>
    public int PatchSize { get; init; } = 2;

    /// <summary>How tiles stay coherent.</summary>
    public CoherenceMode Mode { get; init; } = CoherenceMode.Halo;

    /// <summary>The largest window the checkpoint may be shown, in tokens.</summary>
    public Extent NativeWindow { get; init; } = DefaultNativeWindow;

    /// <summary>What a window adds on each side of its core along every axis, in tokens. Nothing is added in isolated plans.</summary>
    public int Halo { get; init; } = DefaultHalo;

    /// <summary>Half the width of the band around each core edge in which two predictions are mixed, in latents, so that it may be finer
    /// than a token; null: half the halo. It has no meaning in isolated and fuse plans.</summary>
    public int? Blend { get; init; }

    /// <summary>Tiles along each axis; null: as few as <see cref="TileSize"/> allows.</summary>
    public Extent? Grid { get; init; }

    /// <summary>The largest window wanted, in tokens, halo included; null: the native window. Not used with <see cref="Grid"/>.</summary>
    public Extent? TileSize { get; init; }

    /// <summary>The most tiles that are wanted, 1 to <see cref="TilePlan.MaximumTiles"/>; a plan of more is refused before it is made.</summary>
    public int MostTiles { get; init; } = TilePlan.MaximumTiles;
}
