using System.Collections.Immutable;

namespace Tessera.Tiling;

/// <summary>A stretch of a window along one axis within which the owner and the tiles that have weight do not change.</summary>
/// <param name="Latents">Where, in latents of the canvas.</param>
/// <param name="Owner">Index along the axis of the tile whose core this is.</param>
/// <param name="Shares">The tiles that have weight here, the owner included, by ascending index.</param>
sealed record AxisSpan(Span1 Latents, int Owner, ImmutableArray<AxisShare> Shares)
{
    /// <summary>Cuts the window of tile <paramref name="index"/> into such stretches.</summary>
    public static ImmutableArray<AxisSpan> Of(AxisPlan axis, int index)
    {
        var window = axis.WindowOf(index).Scale(axis.Request.Scale);
        var reached = axis.Reached(index);
        var cuts = new SortedSet<int> { window.Start, window.End };
        for (var tile = reached.Start; tile < reached.End; tile++)
        {
            var core = axis.Core(tile).Scale(axis.Request.Scale);
            var support = axis.Support(tile);
            cuts.UnionWith([core.Start, core.End, support.Start, support.End]);
        }

        var inside = cuts.GetViewBetween(window.Start, window.End).ToArray();
        return [.. inside.Zip(inside.Skip(1), (start, end) => Make(axis, reached, new(start, end)))];
    }

    static AxisSpan Make(AxisPlan axis, Span1 reached, Span1 latents)
    {
        var owner = reached.Start;
        var shares = ImmutableArray.CreateBuilder<AxisShare>();
        for (var tile = reached.Start; tile < reached.End; tile++)
        {
            if (axis.Core(tile).Scale(axis.Request.Scale).Contains(latents.Start))
            {
                owner = tile;
            }

            if (axis.Support(tile).Contains(latents.Start))
            {
                var index = tile;
                var weights = Enumerable.Range(latents.Start, latents.Length).Select(latent => (float)AxisWeights.At(axis, index, latent));
                shares.Add(new(tile, [.. weights]));
            }
        }

        return new(latents, owner, shares.ToImmutable());
    }
}
