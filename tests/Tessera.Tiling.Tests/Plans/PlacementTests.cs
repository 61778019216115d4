namespace Tessera.Tiling.Tests.Plans;

public sealed class PlacementTests
{
    [Fact]
    public void Every_tile_has_one_node_and_counts_differ_by_at_most_one()
    {
        var random = new Random(3);
        foreach (var plan in RandomPlans.Of(CoherenceMode.Halo, 60))
        {
            var placement = Placement.Create(plan, random.Next(1, 9));

            placement.NodeOf.Length.ShouldBe(plan.Tiles.Length);
            placement.TilesOf.SelectMany(tiles => tiles).Order().ShouldBe(plan.Tiles.Select(tile => tile.Id));
            var counts = placement.TilesOf.Select(tiles => tiles.Length).ToArray();
            (counts.Max() - counts.Min()).ShouldBeLessThanOrEqualTo(1);
            for (var node = 0; node < placement.Nodes; node++)
            {
                placement.TilesOf[node].ShouldAllBe(tile => placement.NodeOf[tile.Value] == node);
            }
        }
    }

    [Fact]
    public void Blocks_are_connected_on_pictures()
    {
        for (var columns = 1; columns <= 9; columns++)
        {
            for (var rows = 1; rows <= 9; rows++)
            {
                var plan = Grid(columns, rows);
                for (var nodes = 1; nodes <= 7; nodes++)
                {
                    foreach (var block in Placement.Create(plan, nodes).TilesOf.Where(tiles => !tiles.IsEmpty))
                    {
                        Reachable(plan, block).ShouldBe(block.Length, $"{columns}x{rows} tiles on {nodes} nodes");
                    }
                }
            }
        }
    }

    [Fact]
    public void A_square_on_four_nodes_is_quartered()
    {
        var placement = Placement.Create(Grid(4, 4), 4);

        CutEdges(Grid(4, 4), placement).ShouldBe(8);
        placement.NodeOf[0].ShouldBe(placement.NodeOf[5]);
    }

    [Fact]
    public void A_long_picture_is_cut_across_its_length()
    {
        var plan = Grid(12, 3);

        CutEdges(plan, Placement.Create(plan, 4)).ShouldBe(9);
    }

    [Fact]
    public void More_nodes_than_tiles_leaves_the_last_ones_idle()
    {
        var placement = Placement.Create(Grid(2, 1), 5);

        placement.TilesOf.Select(tiles => tiles.Length).ShouldBe([1, 1, 0, 0, 0]);
    }

    [Fact]
    public void Shares_follow_the_speeds_of_the_nodes()
    {
        var placement = Placement.Create(Grid(10, 10), [1, 3, 0.5, 0.5]);

        placement.TilesOf.Select(tiles => tiles.Length).ShouldBe([20, 60, 10, 10]);
    }

    [Fact]
    public void Full_nodes_leave_the_rest_to_others()
    {
        Placement.Create(Grid(10, 10), [1, 3, 1], [100, 30, 100]).TilesOf.Select(tiles => tiles.Length).ShouldBe([35, 30, 35]);
        Placement.Create(Grid(10, 10), [1, 3, 1], [36, 30, 34]).TilesOf.Select(tiles => tiles.Length).ShouldBe([36, 30, 34]);
        Should.Throw<PlanException>(() => Placement.Create(Grid(10, 10), [1, 3], [60, 30])).Message.ShouldBe("The nodes have room for 90 of 100 tiles.");
    }

    [Fact]
    public void Placement_is_a_function_of_its_arguments()
    {
        Placement.Create(Grid(7, 5), 3).NodeOf.ShouldBe(Placement.Create(Grid(7, 5), 3).NodeOf);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void No_node_is_refused(int nodes) =>
        Should.Throw<PlanException>(() => Placement.Create(Grid(2, 2), nodes)).Message.ShouldContain("at least 1 node");

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_speed_that_is_not_positive_is_refused(double speed) =>
        Should.Throw<PlanException>(() => Placement.Create(Grid(2, 2), [1, speed])).Message.ShouldContain("above 0");

    static TilePlan Grid(int columns, int rows) => TilePlan.Create(new()
    {
        Canvas = new(1, rows * 8, columns * 8),
        Grid = new(1, rows, columns),
    });

    static int CutEdges(TilePlan plan, Placement placement) => plan.Tiles.Sum(tile =>
    {
        var (_, row, column) = plan.PlaceOf(tile.Id);
        var node = placement.NodeOf[tile.Id.Value];
        var right = column + 1 < plan.Grid.Width && placement.NodeOf[plan.TileAt(0, row, column + 1).Value] != node ? 1 : 0;
        var below = row + 1 < plan.Grid.Height && placement.NodeOf[plan.TileAt(0, row + 1, column).Value] != node ? 1 : 0;
        return right + below;
    });

    static int Reachable(TilePlan plan, IReadOnlyCollection<TileId> block)
    {
        var left = block.ToHashSet();
        var waiting = new Stack<TileId>([block.First()]);
        left.Remove(block.First());
        while (waiting.TryPop(out var tile))
        {
            var (_, row, column) = plan.PlaceOf(tile);
            foreach (var (y, x) in new[] { (row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1) })
            {
                if (y >= 0 && y < plan.Grid.Height && x >= 0 && x < plan.Grid.Width && left.Remove(plan.TileAt(0, y, x)))
                {
                    waiting.Push(plan.TileAt(0, y, x));
                }
            }
        }

        return block.Count - left.Count;
    }
}
