namespace Tessera.Tiling;

/// <summary>What is checked before an axis is cut, and how options become one request an axis.</summary>
static class TilePlanRules
{
    /// <summary>Refuses values that are out of range on their own.</summary>
    /// <exception cref="PlanException">A value is out of range.</exception>
    public static void CheckValues(TilePlanOptions options)
    {
        Positive(options.Canvas, "canvas", "tokens");
        Positive(options.NativeWindow, "native window", "tokens");
        if (options.PatchSize < 1)
        {
            throw new PlanException($"The patch size is {options.PatchSize} latents: use at least 1.");
        }

        if (options.Halo is < 0 or > TilePlanOptions.MaximumReach)
        {
            throw new PlanException($"The halo is {options.Halo} tokens: use 0 or more, to {TilePlanOptions.MaximumReach}.");
        }

        if (options.Blend is < 0 or > TilePlanOptions.MaximumReach)
        {
            throw new PlanException($"The blend is {options.Blend} latents: use 0 or more, to {TilePlanOptions.MaximumReach}.");
        }

        if (options.Grid is { } grid)
        {
            Positive(grid, "grid", "tiles");
        }

        if (options.TileSize is { } tile)
        {
            Positive(tile, "tile size", "tokens");
        }
    }

    /// <summary>Refuses more tiles than a plan may have, before they are made.</summary>
    /// <exception cref="PlanException">There are too many.</exception>
    public static void CheckCount(long tiles, int most)
    {
        if (tiles > Math.Min(most, TilePlan.MaximumTiles))
        {
            throw new PlanException($"The plan would have {tiles} tiles, more than {Math.Min(most, TilePlan.MaximumTiles)}: use larger tiles.");
        }
    }

    /// <summary>One request an axis: time, rows, columns.</summary>
    public static (AxisRequest Time, AxisRequest Rows, AxisRequest Columns) Requests(TilePlanOptions options) => (
        Request(options, "segments", options.Canvas.Time, 1, options.NativeWindow.Time),
        Request(options, "rows", options.Canvas.Height, options.PatchSize, options.NativeWindow.Height),
        Request(options, "columns", options.Canvas.Width, options.PatchSize, options.NativeWindow.Width));

    static AxisRequest Request(TilePlanOptions options, string plural, int tokens, int scale, int native) => new()
    {
        Plural = plural,
        Tokens = tokens,
        Scale = scale,
        Native = native,
        Mode = options.Mode,
        Halo = options.Mode == CoherenceMode.Isolated ? 0 : options.Halo,
        Blend = options.Mode == CoherenceMode.Halo ? options.Blend ?? (options.Halo * options.PatchSize / 2) : 0,
    };

    static void Positive(Extent extent, string what, string unit)
    {
        if (extent.IsEmpty)
        {
            throw new PlanException($"The {what} is {extent} {unit}: every side must be at least 1.");
        }
    }
}
