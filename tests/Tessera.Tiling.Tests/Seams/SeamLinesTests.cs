using Tessera.Tiling.Tests.Plans;

namespace Tessera.Tiling.Tests.Seams;

public sealed class SeamLinesTests
{
    [Fact]
    public void A_grid_on_a_picture_has_the_seams_of_the_plan_that_made_it()
    {
        foreach (var plan in RandomPlans.Of(CoherenceMode.Halo, 40))
        {
            var lines = SeamLines.Of(plan, 32);
            var same = SeamLines.Of(lines.Picture, new GridSize(plan.Grid.Width, plan.Grid.Height), 32);

            same.Columns.ShouldBe(lines.Columns);
            same.Rows.ShouldBe(lines.Rows);
            lines.Columns.ShouldBe(plan.Tiles.Select(tile => tile.Core.X * 32).Where(x => x > 0).Distinct());
            lines.Rows.ShouldBe(plan.Tiles.Select(tile => tile.Core.Y * 32).Where(y => y > 0).Distinct());
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, -1)]
    [InlineData(5, 1)]
    [InlineData(1, 3)]
    public void A_grid_that_cannot_be_says_what_is_allowed(int columns, int rows) =>
        Should.Throw<PlanException>(() => SeamLines.Of(new PictureSize(128, 64), new GridSize(columns, rows), 32))
            .Message.ShouldEndWith("use 1x1 to 4x2 tiles.");

    [Fact]
    public void A_picture_that_is_not_whole_tokens_is_refused() =>
        Should.Throw<PlanException>(() => SeamLines.Of(new PictureSize(100, 64), new GridSize(1, 1), 32));
}
