using System.Collections.Immutable;

namespace Tessera.Tiling;

/// <summary>Turns a tile of a plan into boxes with their sources and weights.</summary>
sealed class FusionCompiler
{
    readonly TilePlan _plan;
    readonly Dictionary<TileId, FusionSource> _sources;

    FusionCompiler(TilePlan plan, Tile tile)
    {
        _plan = plan;
        _sources = tile.Neighbours
            .Select((neighbour, slot) => (neighbour.Tile, Source: new FusionSource(slot, neighbour.Received)))
            .ToDictionary(pair => pair.Tile, pair => pair.Source);
        _sources.Add(tile.Id, new(FusionSource.Own, plan.ToLatents(tile.Window)));
    }

    /// <summary>The boxes of the tile's window: together they cover it once.</summary>
    public static ImmutableArray<FusionPiece> Compile(TilePlan plan, Tile tile)
    {
        var compiler = new FusionCompiler(plan, tile);
        if (tile.Neighbours.IsEmpty)
        {
            return [new(plan.ToLatents(tile.Window), compiler._sources[tile.Id], [])];
        }

        var (time, row, column) = plan.PlaceOf(tile.Id);
        var times = AxisSpan.Of(plan.TimeAxis, time);
        var rows = AxisSpan.Of(plan.RowAxis, row);
        var columns = AxisSpan.Of(plan.ColumnAxis, column);
        return
        [
            .. from t in times
               from y in rows
               from x in columns
               select compiler.Piece(t, y, x),
        ];
    }

    FusionPiece Piece(AxisSpan time, AxisSpan row, AxisSpan column)
    {
        var latents = Region.Between(
            time.Latents.Start, row.Latents.Start, column.Latents.Start, time.Latents.End, row.Latents.End, column.Latents.End);
        var owner = _plan.TileAt(time.Owner, row.Owner, column.Owner);

        // Shares ascend along every axis, so ids ascend too: every holder adds the same terms in the same order.
        var terms = from t in time.Shares
                    from y in row.Shares
                    from x in column.Shares
                    let id = _plan.TileAt(t.Tile, y.Tile, x.Tile)
                    where id != owner
                    select new FusionTerm(_sources[id], t.Weights, y.Weights, x.Weights);
        return new(latents, _sources[owner], [.. terms]);
    }
}
