using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Tessera.Tiling;

/// <summary>Two independent standard normals from two random words, with the same bits on every processor.</summary>
/// <remarks>Only single-precision additions, multiplications, square roots and conversions are used, each rounded once as IEEE 754 asks, in
/// one fixed order, without fused operations: no library's logarithm or sine has a say. The scalar and the vector form do the same
/// operations. The first word gives the radius, from 31 of its bits, so that normals reach 6.66. Of the second, two bits choose a quarter
/// of the circle and 30 an angle in it. Coefficients are our own minimax fits; the error is about one unit in the last place.</remarks>
static class BoxMuller
{
    // ln(1 + z) = z - z^2 / 2 + z^3 L(z) on [sqrt(1/2) - 1, sqrt(2) - 1].
    const float L0 = 0.33333331f;
    const float L1 = -0.25000823f;
    const float L2 = 0.20001227f;
    const float L3 = -0.16623357f;
    const float L4 = 0.14201762f;
    const float L5 = -0.13160194f;
    const float L6 = 0.12761550f;
    const float L7 = -0.076344296f;

    // sin a = a + a^3 S(a^2) and cos a = 1 - a^2 / 2 + a^4 C(a^2) on [-pi/4, pi/4].
    const float S0 = -0.16666655f;
    const float S1 = 0.0083321780f;
    const float S2 = -0.00019517298f;
    const float C0 = 0.041666646f;
    const float C1 = -0.0013887368f;
    const float C2 = 0.0000244384500f;

    const float NaturalLog2 = 0.69314718f;
    const float AngleUnit = 1.4629181e-9f; // pi/2 in 2^-30
    const int SqrtHalfBits = 0x3F3504F3;
    const int MantissaMask = 0x007F_FFFF;
    const int QuarterCentre = 1 << 29;
    const int QuarterMask = (1 << 30) - 1;
    const int SwapBit = 1 << 30;
    const int SignBit = int.MinValue;
    const int RadiusBits = 31;

    /// <summary>One pair.</summary>
    public static (float First, float Second) Pair(uint radiusWord, uint angleWord)
    {
        var uniform = (float)(int)(radiusWord >> 1) + 0.5f;
        var bits = BitConverter.SingleToInt32Bits(uniform) - SqrtHalfBits;
        var exponent = (float)((bits >> 23) - RadiusBits);
        var z = BitConverter.Int32BitsToSingle((bits & MantissaMask) + SqrtHalfBits) - 1f;
        var series = (((((((((((((L7 * z) + L6) * z) + L5) * z) + L4) * z) + L3) * z) + L2) * z) + L1) * z) + L0;
        var square = z * z;
        var log = (z - (0.5f * square)) + ((square * z) * series);
        var radius = MathF.Sqrt(-2f * (log + (exponent * NaturalLog2)));

        var angle = ((float)(((int)angleWord & QuarterMask) - QuarterCentre) + 0.5f) * AngleUnit;
        var square2 = angle * angle;
        var sine = angle + ((angle * square2) * ((((S2 * square2) + S1) * square2) + S0));
        var cosine = (1f - (0.5f * square2)) + ((square2 * square2) * ((((C2 * square2) + C1) * square2) + C0));
        cosine = BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(cosine) ^ ((int)angleWord & SignBit));
        var swap = ((int)angleWord & SwapBit) != 0;
        return (radius * (swap ? sine : cosine), radius * (swap ? cosine : sine));
    }

    /// <summary>Eight pairs at once, lane by lane the same bits as <see cref="Pair"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<float> First, Vector256<float> Second) Pairs(Vector256<uint> radiusWord, Vector256<uint> angleWord)
    {
        var uniform = Vector256.ConvertToSingle((radiusWord >>> 1).AsInt32()) + Vector256.Create(0.5f);
        var bits = uniform.AsInt32() - Vector256.Create(SqrtHalfBits);
        var exponent = Vector256.ConvertToSingle((bits >> 23) - Vector256.Create(RadiusBits));
        var z = ((bits & Vector256.Create(MantissaMask)) + Vector256.Create(SqrtHalfBits)).AsSingle() - Vector256.Create(1f);
        var series = (((((((((((((L7 * z) + Vector256.Create(L6)) * z) + Vector256.Create(L5)) * z) + Vector256.Create(L4)) * z)
            + Vector256.Create(L3)) * z) + Vector256.Create(L2)) * z) + Vector256.Create(L1)) * z) + Vector256.Create(L0);
        var square = z * z;
        var log = (z - (0.5f * square)) + ((square * z) * series);
        var radius = Vector256.Sqrt(-2f * (log + (exponent * NaturalLog2)));

        var word = angleWord.AsInt32();
        var quarter = (word & Vector256.Create(QuarterMask)) - Vector256.Create(QuarterCentre);
        var angle = (Vector256.ConvertToSingle(quarter) + Vector256.Create(0.5f)) * AngleUnit;
        var square2 = angle * angle;
        var sine = angle + ((angle * square2) * ((((S2 * square2) + Vector256.Create(S1)) * square2) + Vector256.Create(S0)));
        var cosine = (Vector256.Create(1f) - (0.5f * square2))
            + ((square2 * square2) * ((((C2 * square2) + Vector256.Create(C1)) * square2) + Vector256.Create(C0)));
        cosine = (cosine.AsInt32() ^ (word & Vector256.Create(SignBit))).AsSingle();
        var swap = Vector256.Equals(word & Vector256.Create(SwapBit), Vector256.Create(SwapBit)).AsSingle();
        return (radius * Vector256.ConditionalSelect(swap, sine, cosine), radius * Vector256.ConditionalSelect(swap, cosine, sine));
    }
}
