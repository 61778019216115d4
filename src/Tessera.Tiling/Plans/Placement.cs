using System.Collections.Immutable;

namespace Tessera.Tiling;

/// <summary>Which node owns which tiles of a plan: blocks of neighbouring tiles, so that little is exchanged between nodes.</summary>
/// <remarks>A function of the plan and the weights alone. Nodes are numbered from 0. With more nodes than tiles the last nodes own nothing:
/// the small stages of a job then run on fewer nodes instead of being refused.</remarks>
public sealed class Placement
{
    Placement(ImmutableArray<int> nodeOf, ImmutableArray<ImmutableArray<TileId>> tilesOf)
    {
        NodeOf = nodeOf;
        TilesOf = tilesOf;
    }

    /// <summary>The node of every tile, by tile id.</summary>
    public ImmutableArray<int> NodeOf { get; }

    /// <summary>The tiles of every node, ascending; empty for a node that owns nothing.</summary>
    public ImmutableArray<ImmutableArray<TileId>> TilesOf { get; }

    /// <summary>How many nodes there are, idle ones included.</summary>
    public int Nodes => TilesOf.Length;

    /// <summary>Places a plan on equal nodes: tile counts differ by at most one.</summary>
    /// <exception cref="PlanException"><paramref name="nodes"/> is less than 1.</exception>
    public static Placement Create(TilePlan plan, int nodes) =>
        nodes < 1
            ? throw new PlanException($"A job needs at least 1 node, not {nodes}.")
            : Create(plan, [.. Enumerable.Repeat(1.0, nodes)]);

    /// <summary>
    /// Places a plan on nodes in proportion to their speeds: each gets its share of the tiles rounded down or up, or as many as it has room for, and
    /// then the others share the rest.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="speeds">Relative speed of each node: at least one, all finite and above 0.</param>
    /// <param name="room">How many tiles each node can hold; null when all can hold any number.</param>
    /// <exception cref="PlanException">There is no node, a speed is not a positive number, or there is no room.</exception>
    public static Placement Create(TilePlan plan, IReadOnlyList<double> speeds, IReadOnlyList<int>? room = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(speeds);
        if (speeds.Count == 0)
        {
            throw new PlanException("A job needs at least 1 node, not 0.");
        }

        foreach (var speed in speeds)
        {
            if (!(speed > 0 && double.IsFinite(speed)))
            {
                throw new PlanException($"A node's speed is {speed}: use a number above 0.");
            }
        }

        var nodeOf = GridBisection.Assign(plan, Shares(plan.Tiles.Length, speeds, room));
        var owned = nodeOf.Select((node, tile) => (Node: node, Tile: new TileId(tile))).ToLookup(pair => pair.Node, pair => pair.Tile);
        return new([.. nodeOf], [.. Enumerable.Range(0, speeds.Count).Select(node => owned[node].ToImmutableArray())]);
    }

    /// <summary>How many tiles each node gets: those that would get more than they have room for are full, and the others share the rest.</summary>
    static int[] Shares(int tiles, IReadOnlyList<double> speeds, IReadOnlyList<int>? room)
    {
        var shares = new int[speeds.Count];
        var open = Enumerable.Range(0, speeds.Count).ToList();
        while (true)
        {
            var left = tiles - shares.Sum();
            if (open.Count == 0)
            {
                return left == 0 ? shares : throw new PlanException($"The nodes have room for {tiles - left} of {tiles} tiles.");
            }

            var split = Split(left, [.. open.Select(node => speeds[node])]);
            var full = open.Where((node, i) => room is not null && split[i] > room[node]).ToList();
            foreach (var (node, share) in full.Count == 0 ? open.Zip(split) : full.Select(node => (node, room![node])))
            {
                shares[node] = share;
            }

            if (full.Count == 0)
            {
                return shares;
            }

            open.RemoveAll(full.Contains);
        }
    }

    /// <summary>Shares are rounded down, then the largest remainders (the first of equals) get one more.</summary>
    static int[] Split(int tiles, double[] speeds)
    {
        var total = speeds.Sum();
        var exact = speeds.Select(speed => tiles * (speed / total)).ToArray();
        var shares = exact.Select(share => (int)share).ToArray();
        var remaining = tiles - shares.Sum();
        var byRemainder = Enumerable.Range(0, shares.Length).OrderByDescending(node => exact[node] - shares[node]).ThenBy(node => node);
        foreach (var node in byRemainder.Take(remaining))
        {
            shares[node]++;
        }

        return shares;
    }
}
