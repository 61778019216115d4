namespace Tessera.Tiling.Tests.Geometry;

public sealed class RegionTests
{
    static readonly Region s_box = new(1, 10, 20, new(2, 5, 6));

    [Fact]
    public void Boxes_are_half_open()
    {
        (s_box.TimeEnd, s_box.Bottom, s_box.Right).ShouldBe((3, 15, 26));
        s_box.Volume.ShouldBe(60);
        s_box.Contains(1, 10, 20).ShouldBeTrue();
        s_box.Contains(2, 14, 25).ShouldBeTrue();
        s_box.Contains(3, 14, 25).ShouldBeFalse();
        s_box.Contains(2, 15, 25).ShouldBeFalse();
        s_box.Contains(2, 14, 26).ShouldBeFalse();
        s_box.Contains(0, 10, 20).ShouldBeFalse();
    }

    [Fact]
    public void The_common_part_is_in_both()
    {
        s_box.Intersect(new(2, 0, 22, new(9, 11, 9))).ShouldBe(new(2, 10, 22, new(1, 1, 4)));
        s_box.Intersect(s_box).ShouldBe(s_box);
    }

    [Theory]
    [InlineData(3, 10, 20)]
    [InlineData(1, 15, 20)]
    [InlineData(1, 10, 26)]
    [InlineData(1, 10, 14)]
    public void Boxes_that_only_touch_have_nothing_in_common(int time, int y, int x)
    {
        var other = s_box with { Time = time, Y = y, X = x };

        s_box.Intersect(other).ShouldBe(default);
        s_box.Intersect(other).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void A_box_is_in_another_when_all_its_cells_are()
    {
        s_box.Contains(s_box).ShouldBeTrue();
        s_box.Contains(new Region(2, 11, 21, new(1, 4, 5))).ShouldBeTrue();
        s_box.Contains(new Region(2, 11, 21, new(1, 4, 6))).ShouldBeFalse();
        s_box.Contains(default(Region)).ShouldBeTrue();
        default(Region).Contains(s_box).ShouldBeFalse();
    }

    [Fact]
    public void Boxes_grow_move_and_scale()
    {
        s_box.Dilate(new(0, 2, 3)).ShouldBe(new(1, 8, 17, new(2, 9, 12)));
        s_box.Offset(-1, 5, -20).ShouldBe(new(0, 15, 0, new(2, 5, 6)));
        s_box.Scale(new(1, 2, 2)).ShouldBe(new(1, 20, 40, new(2, 10, 12)));
        Region.Whole(new(1, 3, 4)).ShouldBe(new(0, 0, 0, new(1, 3, 4)));
    }

    [Fact]
    public void Boxes_are_written_like_window_geometries()
    {
        new Region(0, 4, 6, new(1, 16, 8)).ToString().ShouldBe("8x16+6+4");
        s_box.ToString().ShouldBe("6x5x2+20+10+1");
    }
}
