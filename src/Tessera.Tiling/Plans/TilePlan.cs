using System.Collections.Immutable;

namespace Tessera.Tiling;

/// <summary>A canvas cut into tiles: cores, windows of one shape, and what neighbours exchange. Immutable, and a function of its options
/// alone.</summary>
public sealed class TilePlan
{
    /// <summary>The most tiles a plan may have: 8 times what the largest picture needs by default.</summary>
    public const int MaximumTiles = 262_144;

    readonly AxisPlan _time;
    readonly AxisPlan _rows;
    readonly AxisPlan _columns;

    TilePlan(TilePlanOptions options, AxisPlan time, AxisPlan rows, AxisPlan columns)
    {
        _time = time;
        _rows = rows;
        _columns = columns;
        Canvas = options.Canvas;
        PatchSize = options.PatchSize;
        Mode = options.Mode;
        Halo = rows.Request.Halo;
        Blend = rows.Request.Blend;
        Window = new(time.Window, rows.Window, columns.Window);
        Grid = new(time.Count, rows.Count, columns.Count);
        Tiles = MakeTiles();
    }

    /// <summary>The whole canvas, in tokens.</summary>
    public Extent Canvas { get; }

    /// <summary>Latents per token edge in height and width.</summary>
    public int PatchSize { get; }

    /// <summary>Latents per token along every axis: 1 in time, <see cref="PatchSize"/> in height and width.</summary>
    public Extent LatentsPerToken => new(1, PatchSize, PatchSize);

    /// <summary>How tiles stay coherent.</summary>
    public CoherenceMode Mode { get; }

    /// <summary>What windows add on each side of a core, in tokens; 0 when isolated.</summary>
    public int Halo { get; }

    /// <summary>Half the width of the band in which predictions are mixed, in latents; 0 unless the mode is halo.</summary>
    public int Blend { get; }

    /// <summary>The one shape of all windows, in tokens.</summary>
    public Extent Window { get; }

    /// <summary>Tiles along each axis.</summary>
    public Extent Grid { get; }

    /// <summary>All tiles, by id.</summary>
    public ImmutableArray<Tile> Tiles { get; }

    /// <summary>The tile with this id.</summary>
    public Tile this[TileId id] => Tiles[id.Value];

    internal AxisPlan TimeAxis => _time;

    internal AxisPlan RowAxis => _rows;

    internal AxisPlan ColumnAxis => _columns;

    /// <summary>Makes a plan, or refuses it.</summary>
    /// <exception cref="PlanException">The options contradict each other or the checkpoint; the message is one line that says what to
    /// change.</exception>
    public static TilePlan Create(TilePlanOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        TilePlanRules.CheckValues(options);
        var (time, rows, columns) = TilePlanRules.Requests(options);
        AxisPlan timeAxis;
        AxisPlan rowAxis;
        AxisPlan columnAxis;
        if (options.Grid is { } grid)
        {
            timeAxis = AxisPlan.FromCount(time, grid.Time);
            rowAxis = AxisPlan.FromCount(rows, grid.Height);
            columnAxis = AxisPlan.FromCount(columns, grid.Width);
        }
        else
        {
            var tile = options.TileSize ?? options.NativeWindow;
            timeAxis = AxisPlan.FromWindow(time, tile.Time);
            rowAxis = AxisPlan.FromWindow(rows, tile.Height);
            columnAxis = AxisPlan.FromWindow(columns, tile.Width);
        }

        TilePlanRules.CheckCount((long)timeAxis.Count * rowAxis.Count * columnAxis.Count, options.MostTiles);
        return new(options, timeAxis, rowAxis, columnAxis);
    }

    /// <summary>The tile at a place of the grid.</summary>
    public TileId TileAt(int time, int row, int column) => new((((time * Grid.Height) + row) * Grid.Width) + column);

    /// <summary>Where a tile stands in the grid.</summary>
    public (int Time, int Row, int Column) PlaceOf(TileId id)
    {
        var (band, column) = Math.DivRem(id.Value, Grid.Width);
        var (time, row) = Math.DivRem(band, Grid.Height);
        return (time, row, column);
    }

    /// <summary>A region of tokens in latents.</summary>
    public Region ToLatents(Region tokens) => tokens.Scale(LatentsPerToken);

    static Region Product(Span1 time, Span1 rows, Span1 columns) =>
        Region.Between(time.Start, rows.Start, columns.Start, time.End, rows.End, columns.End);

    ImmutableArray<Tile> MakeTiles()
    {
        var tiles = ImmutableArray.CreateBuilder<Tile>((int)Grid.Volume);
        for (var t = 0; t < Grid.Time; t++)
        {
            for (var y = 0; y < Grid.Height; y++)
            {
                for (var x = 0; x < Grid.Width; x++)
                {
                    var core = Product(_time.Core(t), _rows.Core(y), _columns.Core(x));
                    tiles.Add(new(TileAt(t, y, x), core, WindowAt(t, y, x), NeighboursOf(t, y, x)));
                }
            }
        }

        return tiles.MoveToImmutable();
    }

    ImmutableArray<Neighbour> NeighboursOf(int time, int row, int column)
    {
        var window = ToLatents(WindowAt(time, row, column));
        var support = SupportAt(time, row, column);
        var (times, rows, columns) = (_time.Reached(time), _rows.Reached(row), _columns.Reached(column));
        var neighbours = ImmutableArray.CreateBuilder<Neighbour>();
        for (var t = times.Start; t < times.End; t++)
        {
            for (var y = rows.Start; y < rows.End; y++)
            {
                for (var x = columns.Start; x < columns.End; x++)
                {
                    if ((t, y, x) != (time, row, column))
                    {
                        var sent = support.Intersect(ToLatents(WindowAt(t, y, x)));
                        var received = SupportAt(t, y, x).Intersect(window);
                        neighbours.Add(new(TileAt(t, y, x), sent, received));
                    }
                }
            }
        }

        return neighbours.ToImmutable();
    }

    Region WindowAt(int time, int row, int column) =>
        Product(_time.WindowOf(time), _rows.WindowOf(row), _columns.WindowOf(column));

    Region SupportAt(int time, int row, int column) =>
        Product(_time.Support(time), _rows.Support(row), _columns.Support(column));
}
