namespace Tessera.Tiling.Tests.Stages;

public sealed class StagePlanTests
{
    [Fact]
    public void The_largest_shipped_picture_has_five_stages()
    {
        var plan = StagePlan.Create(new() { Picture = new(8192, 8192) });

        plan.Stages.Select(stage => stage.Picture.Width).ShouldBe([512, 1024, 2048, 4096, 8192]);
        plan.Stages.Select(stage => stage.Tiles.Canvas.Width).ShouldBe([16, 32, 64, 128, 256]);
        plan.Stages.Select(stage => stage.Ordinal).ShouldBe([0, 1, 2, 3, 4]);
        plan.Stages.Select(stage => stage.OctavesBelowFinal).ShouldBe([4, 3, 2, 1, 0]);
        plan.Stages.Select(stage => stage.HasCoarseCondition).ShouldBe([false, true, true, true, true]);
        plan.Stages.Select(stage => stage.Tiles.Tiles.Length).ShouldBe([1, 9, 36, 121, 484]);
    }

    [Fact]
    public void Odd_sizes_are_halved_upward()
    {
        var plan = StagePlan.Create(new() { Picture = new(8640, 32) });

        plan.Stages.Select(stage => stage.Tiles.Canvas.Width).ShouldBe([9, 17, 34, 68, 135, 270]);
        plan.Stages.ShouldAllBe(stage => stage.Tiles.Canvas.Height == 1);
    }

    [Theory]
    [InlineData(CoherenceMode.Isolated)]
    [InlineData(CoherenceMode.Halo)]
    [InlineData(CoherenceMode.Fuse)]
    public void Every_size_can_be_made_in_every_mode(CoherenceMode mode)
    {
        for (var tokens = 1; tokens <= 256; tokens++)
        {
            var stages = StagePlan.Create(new() { Picture = new(32 * tokens, 64), Mode = mode }).Stages;
            stages[0].Tiles.Tiles.Length.ShouldBe(1);
            foreach (var (coarse, fine) in stages.Zip(stages.Skip(1)))
            {
                coarse.Tiles.Canvas.Width.ShouldBe((fine.Tiles.Canvas.Width + 1) / 2);
            }
        }
    }

    [Fact]
    public void None_is_one_stage_without_condition()
    {
        var stage = StagePlan.Create(new() { Picture = new(2048, 1024), Stages = "none", Grid = new(8, 4) }).Stages.Single();

        stage.Picture.ShouldBe(new(2048, 1024));
        stage.HasCoarseCondition.ShouldBeFalse();
        stage.Tiles.Grid.ShouldBe(new(1, 4, 8));
    }

    [Fact]
    public void A_list_is_taken_as_it_stands()
    {
        var plan = StagePlan.Create(new() { Picture = new(4096, 2080), Stages = "1024x544, 2048x1056,4096X2080" });

        plan.Stages.Select(stage => stage.Picture).ShouldBe([new(1024, 544), new(2048, 1056), new(4096, 2080)]);
    }

    [Fact]
    public void The_grid_is_that_of_the_last_stage()
    {
        var plan = StagePlan.Create(new() { Picture = new(2048, 2048), Grid = new(8, 8) });

        plan.Stages.Select(stage => stage.Tiles.Grid).ShouldBe([new(1, 1, 1), new(1, 3, 3), new(1, 8, 8)]);
    }

    [Theory]
    [InlineData(0, 512, "0x512: each side must be a multiple of 32 from 32 to 65536 pixels, for example 32x512.")]
    [InlineData(-64, 512, "for example 32x512.")]
    [InlineData(1000, 1010, "1000x1010: each side must be a multiple of 32 from 32 to 65536 pixels, for example 992x1024.")]
    [InlineData(65568, 512, "for example 65536x512.")]
    [InlineData(int.MaxValue, int.MinValue, "for example 65536x32.")]
    public void Sizes_that_cannot_be_say_what_is_allowed(int width, int height, string says) =>
        Refusal(new() { Picture = new(width, height) }).ShouldEndWith(says);

    [Theory]
    [InlineData("1024x1024,2048x2048", "The last stage must be the picture, 4096x4096, not 2048x2048.")]
    [InlineData("1024x1024,4096x4096", "The stage before 4096x4096 must be half of it in whole tokens of 32 pixels, 2048x2048, not 1024x1024.")]
    [InlineData("2000x2000,4096x4096", "for example 2016x2016.")]
    [InlineData("fast", "Stages are 'auto', 'none' or sizes from coarse to fine, for example 512x512,1024x1024,2048x2048.")]
    [InlineData("", "for example 512x512,1024x1024,2048x2048.")]
    [InlineData("2048x2048,", "'' is not a picture size: write WIDTHxHEIGHT in pixels, for example 8192x4096.")]
    [InlineData("2048x2048x2", "'2048x2048x2' is not a picture size: write WIDTHxHEIGHT in pixels, for example 8192x4096.")]
    public void Stages_that_cannot_be_say_what_is_allowed(string stages, string says) =>
        Refusal(new() { Picture = new(4096, 4096), Stages = stages }).ShouldEndWith(says);

    [Fact]
    public void Tiles_that_cannot_be_are_refused_before_anything_is_made() =>
        Refusal(new() { Picture = new(4096, 4096), Grid = new(4, 4) }).ShouldContain("native window of 16");

    [Theory]
    [InlineData("8192x4096", 8192, 4096)]
    [InlineData(" 12 X 7 ", 12, 7)]
    [InlineData("-1x0", -1, 0)]
    public void Sizes_and_grids_are_read(string text, int first, int second)
    {
        PictureSize.Parse(text).ShouldBe(new(first, second));
        GridSize.Parse(text).ShouldBe(new(first, second));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("12")]
    [InlineData("1.5x2")]
    [InlineData("99999999999x2")]
    [InlineData("12x34x56")]
    [InlineData("12\nx34\nx")]
    public void What_is_neither_is_refused_with_one_line(string text)
    {
        var message = Should.Throw<PlanException>(() => GridSize.Parse(text)).Message;
        message.ShouldEndWith("is not a grid: write COLUMNSxROWS of tiles, for example 8x4.");
        message.ShouldNotContain('\n');
    }

    static string Refusal(StagePlanOptions options) => Should.Throw<PlanException>(() => StagePlan.Create(options)).Message;
}
