using System.Runtime.Intrinsics;

namespace Tessera.Tiling.Tests.Noise;

public sealed class PhiloxTests
{
    /// <summary>The known answers published with Random123 for philox4x32 with 10 rounds.</summary>
    public static TheoryData<uint[], ulong, uint[]> KnownAnswers => new()
    {
        { [0, 0, 0, 0], 0, [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8] },
        { [~0u, ~0u, ~0u, ~0u], ~0ul, [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd] },
        { [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], 0x299f31d0a4093822, [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1] },
    };

    [Theory]
    [MemberData(nameof(KnownAnswers))]
    public void Scalar_blocks_are_the_published_ones(uint[] counter, ulong key, uint[] answer)
    {
        var (w0, w1, w2, w3) = Philox.Block((counter[0], counter[1], counter[2], counter[3]), key);

        new[] { w0, w1, w2, w3 }.ShouldBe(answer);
    }

    [Theory]
    [MemberData(nameof(KnownAnswers))]
    public void Vector_blocks_are_the_published_ones_in_every_lane(uint[] counter, ulong key, uint[] answer)
    {
        var (w0, w1, w2, w3) = Philox.Blocks(Lanes(counter[0]), Lanes(counter[1]), Lanes(counter[2]), Lanes(counter[3]), key);

        for (var lane = 0; lane < Vector256<ulong>.Count; lane++)
        {
            new[] { (uint)w0[lane], (uint)w1[lane], (uint)w2[lane], (uint)w3[lane] }.ShouldBe(answer);
        }
    }

    static Vector256<ulong> Lanes(uint word) => Vector256.Create((ulong)word);
}
