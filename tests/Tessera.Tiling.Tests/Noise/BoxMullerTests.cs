using System.Runtime.Intrinsics;

namespace Tessera.Tiling.Tests.Noise;

public sealed class BoxMullerTests
{
    static readonly uint[] s_edges =
    [
        0, 1, 2, 3, 0x3FFF_FFFF, 0x4000_0000, 0x7FFF_FFFF, 0x8000_0000, 0xBFFF_FFFF, 0xC000_0000, 0xFFFF_FFFE, 0xFFFF_FFFF,
    ];

    [Fact]
    public void Pairs_agree_with_a_double_precision_reference()
    {
        var worst = 0.0;
        foreach (var (radiusWord, angleWord) in Words(200_000))
        {
            var (first, second) = BoxMuller.Pair(radiusWord, angleWord);
            var (expectedFirst, expectedSecond) = Reference(radiusWord, angleWord);
            worst = Math.Max(worst, Math.Max(Math.Abs(first - expectedFirst), Math.Abs(second - expectedSecond)));
        }

        worst.ShouldBeLessThan(1.2e-6);
    }

    [Fact]
    public void Vector_and_scalar_form_have_the_same_bits()
    {
        var different = 0;
        foreach (var words in Words(200_000).Chunk(Vector256<uint>.Count))
        {
            var radii = Vector256.Create([.. words.Select(pair => pair.Radius)]);
            var angles = Vector256.Create([.. words.Select(pair => pair.Angle)]);
            var (first, second) = BoxMuller.Pairs(radii, angles);
            for (var lane = 0; lane < words.Length; lane++)
            {
                var scalar = BoxMuller.Pair(words[lane].Radius, words[lane].Angle);
                different += SameBits(first[lane], scalar.First) && SameBits(second[lane], scalar.Second) ? 0 : 1;
            }
        }

        different.ShouldBe(0);
    }

    [Fact]
    public void Normals_reach_6_66_and_no_further()
    {
        var (first, second) = BoxMuller.Pair(0, 1 << 29);

        Math.Sqrt((first * (double)first) + (second * (double)second)).ShouldBe(6.660, 0.001);
    }

    static bool SameBits(float left, float right) => BitConverter.SingleToInt32Bits(left) == BitConverter.SingleToInt32Bits(right);

    static IEnumerable<(uint Radius, uint Angle)> Words(int count)
    {
        foreach (var radius in s_edges)
        {
            foreach (var angle in s_edges)
            {
                yield return (radius, angle);
            }
        }

        var random = new Random(5);
        for (var i = s_edges.Length * s_edges.Length; i < count; i++)
        {
            yield return ((uint)random.NextInt64(1L << 32), (uint)random.NextInt64(1L << 32));
        }
    }

    static (double First, double Second) Reference(uint radiusWord, uint angleWord)
    {
        // The uniform value is rounded to single before its logarithm is taken; that rounding is part of the definition.
        var uniform = (double)((float)(int)(radiusWord >> 1) + 0.5f) / (1L << 31);
        var radius = Math.Sqrt(-2 * Math.Log(uniform));
        var angle = (((angleWord & 0x3FFF_FFFF) - (double)(1 << 29)) + 0.5) * (Math.PI / 2) / (1 << 30);
        var cosine = (angleWord & 0x8000_0000) == 0 ? Math.Cos(angle) : -Math.Cos(angle);
        var sine = Math.Sin(angle);
        return (angleWord & 0x4000_0000) == 0 ? (radius * cosine, radius * sine) : (radius * sine, radius * cosine);
    }
}
