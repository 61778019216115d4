namespace Tessera.Tiling.Tests.Plans;

public sealed class TilePlanTests
{
    public static TheoryData<CoherenceMode> Modes => [CoherenceMode.Isolated, CoherenceMode.Halo, CoherenceMode.Fuse];

    [Fact]
    public void Default_plan_of_the_largest_shipped_stage_has_22_columns_of_12_and_11_tokens()
    {
        var plan = TilePlan.Create(new() { Canvas = new(1, 256, 256) });

        plan.Grid.ShouldBe(new(1, 22, 22));
        plan.Window.ShouldBe(new(1, 16, 16));
        plan.Halo.ShouldBe(2);
        plan.Blend.ShouldBe(2);
        plan.Tiles.Take(22).Select(tile => tile.Core.Size.Width).ShouldBe([.. Enumerable.Repeat(12, 14), .. Enumerable.Repeat(11, 8)]);
        plan[plan.TileAt(0, 1, 1)].Window.ShouldBe(new(0, 10, 10, new(1, 16, 16)));
        plan[plan.TileAt(0, 21, 0)].Window.ShouldBe(new(0, 240, 0, new(1, 16, 16)));
    }

    [Fact]
    public void Uneven_cores_are_whole_tokens_with_the_larger_first()
    {
        var plan = TilePlan.Create(new()
        {
            Canvas = new(1, 270, 1), Grid = new(1, 4, 1), NativeWindow = new(1, 72, 72),
        });

        plan.Tiles.Select(tile => tile.Core.Size.Height).ShouldBe([68, 68, 67, 67]);
        plan.Tiles.Select(tile => tile.Window.Y).ShouldBe([0, 66, 134, 198]);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Tiles_are_neighbours_of_each_other(CoherenceMode mode)
    {
        foreach (var plan in RandomPlans.Of(mode, 100))
        {
            var edges = plan.Tiles.SelectMany(tile => tile.Neighbours.Select(other => (tile.Id, other.Tile))).ToHashSet();

            edges.ShouldAllBe(edge => edges.Contains(new(edge.Tile, edge.Id)));
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Every_token_is_owned_exactly_once(CoherenceMode mode)
    {
        foreach (var plan in RandomPlans.Of(mode, 100))
        {
            var owners = new int[plan.Canvas.Volume];
            foreach (var core in plan.Tiles.Select(tile => tile.Core))
            {
                foreach (var (t, y, x) in Cells(core))
                {
                    owners[(((t * plan.Canvas.Height) + y) * plan.Canvas.Width) + x]++;
                }
            }

            owners.ShouldAllBe(count => count == 1);
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Windows_have_one_shape_within_the_canvas_and_hold_the_core_and_its_halo(CoherenceMode mode)
    {
        foreach (var plan in RandomPlans.Of(mode, 100))
        {
            var canvas = Region.Whole(plan.Canvas);
            foreach (var tile in plan.Tiles)
            {
                tile.Window.Size.ShouldBe(plan.Window);
                canvas.Contains(tile.Window).ShouldBeTrue();
                tile.Window.Contains(tile.Core.Dilate(new(plan.Halo, plan.Halo, plan.Halo)).Intersect(canvas)).ShouldBeTrue();
            }

            plan.Window.Time.ShouldBeLessThanOrEqualTo(8);
            plan.Window.Height.ShouldBeLessThanOrEqualTo(16);
            plan.Window.Width.ShouldBeLessThanOrEqualTo(16);
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Ids_and_places_in_the_grid_agree(CoherenceMode mode)
    {
        foreach (var plan in RandomPlans.Of(mode, 30))
        {
            for (var i = 0; i < plan.Tiles.Length; i++)
            {
                plan.Tiles[i].Id.ShouldBe(new(i));
                var (time, row, column) = plan.PlaceOf(new(i));
                plan.TileAt(time, row, column).ShouldBe(new(i));
            }
        }
    }

    [Fact]
    public void Isolated_tiles_have_no_neighbours()
    {
        foreach (var plan in RandomPlans.Of(CoherenceMode.Isolated, 30))
        {
            plan.Tiles.ShouldAllBe(tile => tile.Neighbours.IsEmpty);
            plan.Halo.ShouldBe(0);
        }
    }

    [Theory]
    [InlineData(CoherenceMode.Halo)]
    [InlineData(CoherenceMode.Fuse)]
    public void What_one_tile_sends_is_what_the_other_receives(CoherenceMode mode)
    {
        foreach (var plan in RandomPlans.Of(mode, 100))
        {
            foreach (var tile in plan.Tiles)
            {
                tile.Neighbours.Select(n => n.Tile.Value).ShouldBeInOrder();
                tile.Neighbours.Length.ShouldBeLessThanOrEqualTo(26);
                foreach (var neighbour in tile.Neighbours)
                {
                    var back = plan[neighbour.Tile].Neighbours.Single(n => n.Tile == tile.Id);
                    back.Sent.ShouldBe(neighbour.Received);
                    back.Received.ShouldBe(neighbour.Sent);
                    neighbour.Sent.IsEmpty.ShouldBeFalse();
                    plan.ToLatents(tile.Window).Contains(neighbour.Sent).ShouldBeTrue();
                    plan.ToLatents(tile.Window).Contains(neighbour.Received).ShouldBeTrue();
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_single_tile_is_fine_in_every_mode(CoherenceMode mode)
    {
        var plan = TilePlan.Create(new() { Canvas = new(1, 3, 16), Mode = mode });

        plan.Tiles.Single().ShouldBe(new(new(0), new(0, 0, 0, new(1, 3, 16)), new(0, 0, 0, new(1, 3, 16)), []));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Every_canvas_size_has_a_default_plan(CoherenceMode mode)
    {
        for (var tokens = 1; tokens <= 300; tokens++)
        {
            var plan = TilePlan.Create(new() { Canvas = new(1, 1, tokens), Mode = mode });
            plan.Window.Width.ShouldBeLessThanOrEqualTo(16);
            plan.Grid.Width.ShouldBeLessThanOrEqualTo((tokens + 15) / 12);
        }
    }

    static IEnumerable<(int Time, int Y, int X)> Cells(Region region)
    {
        for (var t = region.Time; t < region.TimeEnd; t++)
        {
            for (var y = region.Y; y < region.Bottom; y++)
            {
                for (var x = region.X; x < region.Right; x++)
                {
                    yield return (t, y, x);
                }
            }
        }
    }
}
