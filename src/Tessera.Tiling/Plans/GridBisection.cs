using System.Collections.Immutable;

namespace Tessera.Tiling;

/// <summary>Cuts a block of tiles in two, again and again, each time along the line that separates fewest neighbours.</summary>
sealed class GridBisection
{
    readonly TilePlan _plan;
    readonly ImmutableArray<SweepOrder> _orders;
    readonly GridCut _cut;

    GridBisection(TilePlan plan)
    {
        _plan = plan;
        _orders = SweepOrder.Of(plan.Grid);
        _cut = new(plan.Grid);
    }

    /// <summary>The node of every tile, by tile id.</summary>
    /// <param name="plan">Where the tiles lie.</param>
    /// <param name="shares">How many tiles each node gets; they sum to the plan's tiles.</param>
    public static int[] Assign(TilePlan plan, ReadOnlySpan<int> shares)
    {
        var nodeOf = new int[plan.Tiles.Length];
        TileId[] all = [.. plan.Tiles.Select(tile => tile.Id)];
        new GridBisection(plan).Assign(all, shares, firstNode: 0, nodeOf);
        return nodeOf;
    }

    /// <summary>Gives a block of tiles to the nodes from <paramref name="firstNode"/> on; reorders the block.</summary>
    void Assign(Span<TileId> block, ReadOnlySpan<int> shares, int firstNode, Span<int> nodeOf)
    {
        if (shares.Length == 1)
        {
            foreach (var tile in block)
            {
                nodeOf[tile.Value] = firstNode;
            }

            return;
        }

        var half = Half(shares, block.Length, out var taken);
        if (taken > 0 && taken < block.Length)
        {
            Order(block, taken);
        }

        Assign(block[..taken], shares[..half], firstNode, nodeOf);
        Assign(block[taken..], shares[half..], firstNode + half, nodeOf);
    }

    /// <summary>How many of the first nodes have most nearly half of the tiles (at least 1, and not all), and their tiles.</summary>
    static int Half(ReadOnlySpan<int> shares, int tiles, out int taken)
    {
        var best = 0;
        var sum = 0;
        taken = 0;
        for (var i = 1; i < shares.Length; i++)
        {
            sum += shares[i - 1];
            if (best == 0 || Math.Abs((2 * sum) - tiles) < Math.Abs((2 * taken) - tiles))
            {
                (best, taken) = (i, sum);
            }
        }

        return best;
    }

    /// <summary>Sorts the block so that its first tiles, cut off, leave two connected parts with few edges between them.</summary>
    void Order(Span<TileId> block, int taken)
    {
        var best = block.ToArray();
        var bestCost = long.MaxValue;
        var candidate = block.ToArray();
        var keys = new long[block.Length];
        foreach (var order in _orders)
        {
            for (var i = 0; i < keys.Length; i++)
            {
                keys[i] = order.Key(_plan.PlaceOf(candidate[i]), _plan.Grid);
            }

            Array.Sort(keys, candidate);
            var cost = _cut.Cost(candidate, taken);
            if (cost < bestCost)
            {
                bestCost = cost;
                candidate.CopyTo(best, 0);
            }
        }

        best.CopyTo(block);
    }
}
