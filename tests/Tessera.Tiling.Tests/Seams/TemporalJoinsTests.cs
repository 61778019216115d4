namespace Tessera.Tiling.Tests.Seams;

public sealed class TemporalJoinsTests
{
    static readonly int[] s_joins = [16, 32, 48];

    [Fact]
    public void Smooth_motion_has_ratio_one() =>
        TemporalJoins.Ratio(Motion(join: 1), s_joins)!.Value.ShouldBe(1, 0.1);

    [Theory]
    [InlineData(3)]
    [InlineData(0.2)]
    public void Jumps_and_smears_at_joins_are_seen(double join) =>
        TemporalJoins.Ratio(Motion(join), s_joins)!.Value.ShouldBe(join, 0.1 * join);

    [Fact]
    public void Frames_inside_are_those_that_no_join_touches() =>
        TemporalJoins.Ratio([1, 9, 2, 3], [2])!.Value.ShouldBe(4.5);

    [Fact]
    public void Without_joins_or_motion_there_is_no_ratio()
    {
        TemporalJoins.Ratio([1, 2], []).ShouldBeNull();
        TemporalJoins.Ratio([1], [1]).ShouldBeNull();
        TemporalJoins.Ratio([0, 0, 0], [1]).ShouldBeNull();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void A_join_lies_between_two_frames(int join) =>
        Should.Throw<ArgumentOutOfRangeException>(() => TemporalJoins.Ratio([1, 2, 3], [join]));

    static double[] Motion(double join)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, 63).Select(frame => (4 + (0.2 * random.NextDouble())) * (s_joins.Contains(frame + 1) ? join : 1))];
    }
}
