using System.Collections.Immutable;

namespace Tessera.Tiling;

/// <summary>A picture made from coarse to fine: a canvas many times the training extent repeats itself, a doubled one does not.</summary>
/// <remarks>Each stage has half as many tokens as the next along each axis, rounded up: its picture may be up to a token wider and higher
/// than half of the next, and covers it from the top left corner.</remarks>
public sealed class StagePlan
{
    StagePlan(ImmutableArray<Stage> stages) => Stages = stages;

    /// <summary>From coarse to fine; at least one.</summary>
    public ImmutableArray<Stage> Stages { get; }

    /// <summary>Plans all stages, or refuses.</summary>
    /// <exception cref="PlanException">A size, the list of stages or the tiles of a stage cannot be; the message is one line that says what
    /// to change.</exception>
    public static StagePlan Create(StagePlanOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.PixelsPerToken < 1)
        {
            throw new PlanException($"A token is {options.PixelsPerToken} pixels: use at least 1.");
        }

        options.Picture.Check(options.PixelsPerToken);
        var sizes = StageSizes.Of(options);
        var stages = ImmutableArray.CreateBuilder<Stage>(sizes.Count);
        var most = options.MostTiles;

        // The last stage has most of the tiles, and is refused before the others are made.
        for (var ordinal = sizes.Count - 1; ordinal >= 0; ordinal--)
        {
            var stage = MakeStage(options with { MostTiles = most }, sizes[ordinal], ordinal, sizes.Count);
            most -= stage.Tiles.Tiles.Length;
            stages.Add(stage);
        }

        stages.Reverse();
        return new(stages.MoveToImmutable());
    }

    static Stage MakeStage(StagePlanOptions options, Extent tokens, int ordinal, int count)
    {
        var octaves = count - 1 - ordinal;
        var tiles = TilePlan.Create(new()
        {
            Canvas = tokens,
            PatchSize = options.PatchSize,
            Mode = options.Mode,
            NativeWindow = options.NativeWindow,
            Halo = options.Halo,
            Blend = options.Blend,
            TileSize = options.TileSize,
            Grid = octaves == 0 ? options.Grid?.Extent : null,
            MostTiles = options.MostTiles,
        });
        return new(ordinal, octaves, new(tokens.Width * options.PixelsPerToken, tokens.Height * options.PixelsPerToken), tiles);
    }
}
