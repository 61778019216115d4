using System.Text.Json;

namespace Tessera.Tiling.Tests.Seams;

public sealed class SeamMeterTests
{
    static readonly Lazy<SeamReport[]> s_continuous = new(() => [.. Enumerable.Range(1, 3).Select(TestPictures.Continuous)]);
    static readonly Lazy<SeamReport[]> s_isolated = new(() => [.. Enumerable.Range(1, 2).Select(TestPictures.Isolated)]);
    static readonly Lazy<SeamReport[]> s_crossFaded =
        new(() => [.. Enumerable.Range(1, 2).Select(seed => TestPictures.CrossFaded(seed, pixels: 32))]);

    [Fact]
    public void Z_passes_a_continuous_picture_and_fails_isolated_tiles_on_every_seam()
    {
        foreach (var report in s_continuous.Value)
        {
            report.MaximumAbsoluteZ!.Value.ShouldBeLessThanOrEqualTo(SeamReport.AllowedZ);
            report.Seamless.ShouldBe(true);
        }

        foreach (var report in s_isolated.Value)
        {
            report.Seams.Length.ShouldBe(10);
            report.Seams.Min(seam => seam.Z!.Value).ShouldBeGreaterThan(2 * SeamReport.AllowedZ);
            report.Seamless.ShouldBe(false);
        }
    }

    [Fact]
    public void Z_fails_cross_faded_tiles_because_they_are_too_smooth()
    {
        foreach (var report in s_crossFaded.Value)
        {
            report.Seams.Min(seam => seam.Z!.Value).ShouldBeLessThan(-SeamReport.AllowedZ);
            report.Seams.Max(seam => seam.Z!.Value).ShouldBeLessThan(-2);
            report.Seamless.ShouldBe(false);
        }
    }

    [Fact]
    public void Z_sees_tiles_that_differ_by_three_levels() =>
        TestPictures.Tinted(1, levels: 3).Seamless.ShouldBe(false);

    [Fact]
    public void Grid_z_sees_tiles_of_which_no_seam_stands_out()
    {
        var hidden = TestPictures.TintedUnderGrain(1, levels: 24, grain: 120);

        hidden.MaximumAbsoluteZ!.Value.ShouldBeLessThanOrEqualTo(SeamReport.AllowedZ);
        hidden.GridZ!.Value.ShouldBeGreaterThan(SeamReport.AllowedZ);
        hidden.Seamless.ShouldBe(false);
        Math.Abs(TestPictures.TintedUnderGrain(1, levels: 0, grain: 120).GridZ!.Value).ShouldBeLessThanOrEqualTo(SeamReport.AllowedZ);

        s_isolated.Value.ShouldAllBe(report => report.GridZ > 2 * SeamReport.AllowedZ);
    }

    [Fact]
    public void Z_is_not_fooled_by_what_all_token_borders_have_in_common()
    {
        var report = TestPictures.TokenPattern(1);

        report.Seamless.ShouldBe(true);
        report.MinimumGradientRatio!.Value.ShouldBeGreaterThan(3, "the pattern is there");
    }

    [Fact]
    public void Z_is_not_fooled_by_contrast_that_grows_across_the_picture() =>
        TestPictures.GrowingContrast(1).Seamless.ShouldBe(true);

    [Fact]
    public void Gradient_ratio_is_near_one_in_a_continuous_picture_only()
    {
        s_continuous.Value.ShouldAllBe(report => report.MinimumGradientRatio > 0.9 && report.MaximumGradientRatio < 1.15);
        s_isolated.Value.ShouldAllBe(report => report.MinimumGradientRatio > 2);
        TestPictures.CrossFaded(1, pixels: 12).MinimumGradientRatio!.Value.ShouldBeLessThan(0.9);
    }

    [Fact]
    public void Tiling_score_is_low_and_not_the_seams_in_a_continuous_picture_only()
    {
        s_continuous.Value.ShouldAllBe(report => report.MaximumTilingScore < 0.04 && report.MaximumTilingRatio < 1.15);
        s_isolated.Value.ShouldAllBe(report => report.MeanTilingScore > 0.04 && report.MaximumTilingRatio > 2);
    }

    [Fact]
    public void Colour_steps_exceed_those_inside_tiles_in_isolated_tiles_only()
    {
        // Ten seams of a small picture are above the 95th percentile by chance now and then, by little.
        s_continuous.Value.ShouldAllBe(report => report.ColorStepExcess < 2);
        s_isolated.Value.ShouldAllBe(report => report.ColorStepExcess > 5);
    }

    [Fact]
    public void A_single_step_has_the_values_of_the_definitions()
    {
        // 51 levels between grey 102 and 153 at the only seam, at column 320 of 640; nothing elsewhere.
        var lines = SeamLines.Of(new PictureSize(640, 64), new GridSize(2, 1), 32);

        var seam = TestPictures.Measure(lines, (x, _) => x < 320 ? (102, 102, 102) : (153, 153, 153)).Seams.Single();

        (seam.Direction, seam.Position).ShouldBe((SeamDirection.Vertical, 320));
        seam.TilingScore.ShouldBe(0.2, 1e-12);
        seam.TilingRatio.ShouldBe(103, 1e-9);
        seam.GradientRatio.ShouldBe(103, 1e-9);
        seam.Z!.Value.ShouldBe(Math.Log(52) / 1e-3, 1e-6);
        seam.ColorStep.ShouldBe(63.22 - 43.19, 0.01);
    }

    [Fact]
    public void Horizontal_seams_are_measured_like_vertical_ones()
    {
        var upright = SeamLines.Of(new PictureSize(384, 640), new GridSize(2, 3), 32);
        var lying = SeamLines.Of(new PictureSize(640, 384), new GridSize(3, 2), 32);
        var landscape = new Landscape(4, 4);

        var first = TestPictures.Measure(upright, landscape.At).Seams;
        var mirrored = TestPictures.Measure(lying, (x, y) => landscape.At(y, x)).Seams;
        var second = mirrored.OrderByDescending(seam => seam.Direction).ThenBy(seam => seam.Position).ToArray();

        first.Length.ShouldBe(3);
        for (var i = 0; i < first.Length; i++)
        {
            second[i].Direction.ShouldNotBe(first[i].Direction);
            second[i].Position.ShouldBe(first[i].Position);
            second[i].Z!.Value.ShouldBe(first[i].Z!.Value, 1e-6);
            second[i].GradientRatio.ShouldBe(first[i].GradientRatio, 1e-9);
            second[i].TilingScore.ShouldBe(first[i].TilingScore, 1e-9);
            second[i].ColorStep.ShouldBe(first[i].ColorStep, 1e-9);
        }
    }

    [Fact]
    public void Rows_may_come_one_by_one_or_in_bands()
    {
        var lines = SeamLines.Of(new PictureSize(320, 96), new GridSize(3, 2), 32);
        var picture = new byte[3 * 320 * 96];
        new Random(8).NextBytes(picture);
        var (single, band) = (new SeamMeter(lines), new SeamMeter(lines));
        for (var y = 0; y < 96; y++)
        {
            single.Push(picture.AsSpan(y * 960, 960));
        }

        band.Push(picture.AsSpan(0, 7 * 960));
        band.Push([]);
        band.Push(picture.AsSpan(7 * 960));

        band.Finish().Seams.ShouldBe(single.Finish().Seams);
    }

    [Fact]
    public void The_picture_is_not_held()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var meter = new SeamMeter(SeamLines.Of(new PictureSize(8192, 8192), new GridSize(22, 22), 32));
        var row = new byte[3 * 8192];
        for (var y = 0; y < 64; y++)
        {
            meter.Push(row);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000_000);
    }

    [Fact]
    public void A_flat_picture_and_a_single_tile_have_finite_reports()
    {
        var flat = TestPictures.Measure((_, _) => (9, 9, 9));
        flat.MaximumAbsoluteZ.ShouldBe(0);
        flat.MaximumGradientRatio.ShouldBe(1);
        flat.ColorStepExcess.ShouldBe(0);
        JsonSerializer.Serialize(flat).ShouldContain("\"MaximumAbsoluteZ\":0,");

        var single = TestPictures.Measure(SeamLines.Of(new PictureSize(64, 64), new GridSize(1, 1), 32), (_, _) => (9, 9, 9));
        single.Seams.ShouldBeEmpty();
        single.Seamless.ShouldBeNull();
        JsonSerializer.Serialize(single).ShouldContain("\"MaximumAbsoluteZ\":null,");
    }

    [Fact]
    public void With_too_few_lines_to_compare_there_is_no_z()
    {
        var lines = SeamLines.Of(new PictureSize(128, 64), new GridSize(2, 2), 32);

        var report = TestPictures.Measure(lines, new Landscape(1, 1).At);

        report.Seams.ShouldAllBe(seam => seam.Z == null);
        report.Seamless.ShouldBeNull();
    }

    [Fact]
    public void Wrong_rows_are_refused()
    {
        var meter = new SeamMeter(SeamLines.Of(new PictureSize(32, 32), new GridSize(1, 1), 32));
        Should.Throw<ArgumentException>(() => meter.Push(new byte[95]));
        Should.Throw<ArgumentException>(() => meter.Push(new byte[96 * 33]));
        meter.Push(new byte[96 * 31]);
        Should.Throw<InvalidOperationException>(meter.Finish).Message.ShouldContain("31 of 32");
    }
}
