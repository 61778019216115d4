namespace Tessera.Tiling;

/// <summary>What it costs to cut a block of tiles in two. Made for one block, asked for many cuts.</summary>
sealed class GridCut
{
    const long Disconnected = 1L << 32;
    const int Directions = 6;
    const sbyte Outside = -1;
    const sbyte First = 0;
    const sbyte Second = 1;
    const sbyte Visited = 2;

    readonly Extent _grid;
    readonly sbyte[] _part;
    readonly Stack<int> _waiting = new();

    /// <summary>Starts with no block; <paramref name="grid"/> is the tiles of the plan along each axis.</summary>
    public GridCut(Extent grid)
    {
        _grid = grid;
        _part = new sbyte[grid.Volume];
        Array.Fill(_part, Outside);
    }

    /// <summary>Edges between the first <paramref name="taken"/> tiles and the others, and far more for each piece a part falls
    /// into.</summary>
    public long Cost(ReadOnlySpan<TileId> block, int taken)
    {
        for (var i = 0; i < block.Length; i++)
        {
            _part[block[i].Value] = i < taken ? First : Second;
        }

        var cut = 0L;
        foreach (var tile in block[..taken])
        {
            for (var direction = 0; direction < Directions; direction++)
            {
                cut += PartBeside(tile.Value, direction, out _) == Second ? 1 : 0;
            }
        }

        var pieces = 0L;
        foreach (var tile in block)
        {
            pieces += Visit(tile.Value) ? 1 : 0;
        }

        foreach (var tile in block)
        {
            _part[tile.Value] = Outside;
        }

        return cut + (Disconnected * pieces);
    }

    /// <summary>Marks the whole piece a tile lies in; false when that was done before.</summary>
    bool Visit(int start)
    {
        var part = _part[start];
        if (part == Visited)
        {
            return false;
        }

        _part[start] = Visited;
        _waiting.Push(start);
        while (_waiting.TryPop(out var tile))
        {
            for (var direction = 0; direction < Directions; direction++)
            {
                if (PartBeside(tile, direction, out var other) == part)
                {
                    _part[other] = Visited;
                    _waiting.Push(other);
                }
            }
        }

        return true;
    }

    /// <summary>The part of the tile across one of the six faces; <see cref="Outside"/> at the end of the grid.</summary>
    sbyte PartBeside(int tile, int direction, out int other)
    {
        var (stride, size) = (direction / 2) switch
        {
            0 => (1, _grid.Width),
            1 => (_grid.Width, _grid.Height),
            _ => (_grid.Width * _grid.Height, _grid.Time),
        };
        var forward = (direction & 1) == 0;
        var at = tile / stride % size;
        other = forward ? tile + stride : tile - stride;
        var inside = forward ? at + 1 < size : at > 0;
        return inside ? _part[other] : Outside;
    }
}
