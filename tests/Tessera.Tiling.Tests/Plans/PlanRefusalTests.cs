namespace Tessera.Tiling.Tests.Plans;

public sealed class PlanRefusalTests
{
    static readonly TilePlanOptions s_fine = new() { Canvas = new(1, 64, 64) };

    public static TheoryData<TilePlanOptions, string> Refused => new()
    {
        { s_fine with { Canvas = new(1, 0, 64) }, "canvas is 64x0 tokens" },
        { s_fine with { Canvas = new(0, 64, 64) }, "canvas" },
        { s_fine with { NativeWindow = new(1, -16, 16) }, "native window" },
        { s_fine with { PatchSize = 0 }, "patch size is 0" },
        { s_fine with { Halo = -1 }, "halo is -1" },
        { s_fine with { Blend = -1 }, "blend is -1" },
        { s_fine with { Grid = new(1, 0, 4) }, "grid is 4x0 tiles" },
        { s_fine with { TileSize = new(1, 8, 0) }, "tile size is 0x8 tokens" },
        { s_fine with { Grid = new(1, 65, 64) }, "65 rows is finer than the canvas" },
        { s_fine with { TileSize = new(1, 17, 16) }, "17 tokens is larger than the checkpoint's native window of 16" },
        { s_fine with { TileSize = new(1, 4, 4) }, "no core left inside a halo of 2" },
        { s_fine with { Grid = new(1, 4, 4) }, "(cores of 16 with a halo of 2) is larger than the checkpoint's native window of 16: use more rows than 4" },
        { s_fine with { Grid = new(1, 8, 1) }, "window of 64 tokens is larger than the checkpoint's native window of 16: use more columns" },
        { s_fine with { Halo = 0 }, "halo of 0 tokens exchanges nothing" },
        { s_fine with { Halo = 0, Mode = CoherenceMode.Fuse }, "halo of 0 tokens exchanges nothing" },
        { s_fine with { Blend = 5 }, "blend of 5 latents reaches beyond a halo of 2 tokens: use a blend of at most 4" },
        { s_fine with { Grid = new(1, 32, 32), Blend = 3 }, "weights would not sum to 1: use a blend of at most 2" },
        { s_fine with { Grid = new(1, 32, 32), Blend = 1 }, "corners would not be covered" },
        { s_fine with { Canvas = new(1, 1, 13), Grid = new(1, 1, 5), Halo = 2, Blend = 0 }, "reach tiles that are not neighbours" },
        { s_fine with { Grid = new(1, 32, 32), Mode = CoherenceMode.Fuse }, "reach tiles that are not neighbours" },
        { s_fine with { Canvas = new(1, 4096, 4096), Grid = new(1, 2048, 2048), Halo = 1, Blend = 0, PatchSize = 1 }, "more than 262144" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_plan_that_cannot_work_is_refused_with_one_line(TilePlanOptions options, string says)
    {
        var message = Should.Throw<PlanException>(() => TilePlan.Create(options)).Message;

        message.ShouldContain(says);
        message.ShouldNotContain('\n');
        message.ShouldEndWith(".");
    }

    [Fact]
    public void The_plan_they_vary_is_accepted() => TilePlan.Create(s_fine).Tiles.Length.ShouldBe(36);

    [Fact]
    public void Isolated_plans_do_not_mind_halo_and_blend() =>
        TilePlan.Create(s_fine with { Mode = CoherenceMode.Isolated, Halo = 40, Blend = 90 }).Tiles.Length.ShouldBe(16);
}
