using System.Collections.Immutable;

namespace Tessera.Tiling;

/// <summary>Where the cores of a picture's tiles meet, in pixels.</summary>
/// <param name="Picture">Size of the picture; a multiple of <paramref name="PixelsPerToken"/>.</param>
/// <param name="PixelsPerToken">Token edge: seams lie on its multiples, and are compared with other multiples of it.</param>
/// <param name="Columns">Pixel columns right of the vertical seams, ascending.</param>
/// <param name="Rows">Pixel rows below the horizontal seams, ascending.</param>
public sealed record SeamLines(PictureSize Picture, int PixelsPerToken, ImmutableArray<int> Columns, ImmutableArray<int> Rows)
{
    /// <summary>The seams of a plan's picture.</summary>
    /// <param name="plan">The plan; its first frame is meant.</param>
    /// <param name="pixelsPerToken">Token edge, at least 1.</param>
    public static SeamLines Of(TilePlan plan, int pixelsPerToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentOutOfRangeException.ThrowIfLessThan(pixelsPerToken, 1);
        return new(
            new(plan.Canvas.Width * pixelsPerToken, plan.Canvas.Height * pixelsPerToken),
            pixelsPerToken,
            Inner(Enumerable.Range(0, plan.Grid.Width + 1).Select(plan.ColumnAxis.CoreStart), pixelsPerToken),
            Inner(Enumerable.Range(0, plan.Grid.Height + 1).Select(plan.RowAxis.CoreStart), pixelsPerToken));
    }

    /// <summary>The seams of a picture of which only the grid is known: cores are split as plans split them.</summary>
    /// <exception cref="PlanException">The picture is not whole tokens, or the grid is finer than its tokens.</exception>
    public static SeamLines Of(PictureSize picture, GridSize grid, int pixelsPerToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pixelsPerToken, 1);
        picture.Check(pixelsPerToken);
        var (across, down) = (picture.Width / pixelsPerToken, picture.Height / pixelsPerToken);
        if (grid.Columns < 1 || grid.Rows < 1 || grid.Columns > across || grid.Rows > down)
        {
            throw new PlanException($"A picture of {picture} cannot have a grid of {grid}: use 1x1 to {across}x{down} tiles.");
        }

        return new(
            picture,
            pixelsPerToken,
            Inner(CoreSplit.Borders(across, grid.Columns), pixelsPerToken),
            Inner(CoreSplit.Borders(down, grid.Rows), pixelsPerToken));
    }

    /// <summary>Borders in pixels without the two edges of the picture.</summary>
    static ImmutableArray<int> Inner(IEnumerable<int> tokens, int pixelsPerToken) =>
        [.. tokens.Skip(1).SkipLast(1).Select(token => token * pixelsPerToken)];
}
