using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tessera.Models.Safetensors;

/// <summary>Stored floats to single precision and back. Widening is exact; narrowing rounds to the nearest, ties to even.</summary>
static class FloatConversion
{
    /// <summary>Converts stored elements to floats.</summary>
    /// <param name="type">F16, BF16, F32 or F64.</param>
    /// <param name="source">The stored bytes, as many elements as <paramref name="destination"/>.</param>
    /// <param name="destination">Receives the values.</param>
    public static void ToSingle(SafetensorsType type, ReadOnlySpan<byte> source, Span<float> destination)
    {
        switch (type)
        {
            case SafetensorsType.F16:
                FromHalf(MemoryMarshal.Cast<byte, ushort>(source), destination);
                break;
            case SafetensorsType.BF16:
                FromBrain(MemoryMarshal.Cast<byte, ushort>(source), destination);
                break;
            case SafetensorsType.F32:
                MemoryMarshal.Cast<byte, float>(source).CopyTo(destination);
                break;
            case SafetensorsType.F64:
                FromDouble(MemoryMarshal.Cast<byte, double>(source), destination);
                break;
            default:
                throw new UnreachableException($"{type} is not a float");
        }
    }

    /// <summary>Converts floats to halves.</summary>
    /// <param name="source">The values.</param>
    /// <param name="destination">Receives the halves; as long as <paramref name="source"/>.</param>
    /// <returns>The index of the first finite value too large for a half, or -1; what was written is then of no use.</returns>
    public static int ToHalf(ReadOnlySpan<float> source, Span<Half> destination)
    {
        for (var i = 0; i < source.Length; i++)
        {
            destination[i] = (Half)source[i];
            if (Half.IsInfinity(destination[i]) && float.IsFinite(source[i]))
            {
                return i;
            }
        }

        return -1;
    }

    static void FromHalf(ReadOnlySpan<ushort> source, Span<float> destination)
    {
        var i = 0;
        for (; i <= source.Length - Vector256<ushort>.Count; i += Vector256<ushort>.Count)
        {
            var (low, high) = Vector256.Widen(Vector256.Create(source[i..]));
            WidenHalf(low).CopyTo(destination[i..]);
            WidenHalf(high).CopyTo(destination[(i + Vector256<float>.Count)..]);
        }

        for (; i < source.Length; i++)
        {
            destination[i] = (float)BitConverter.UInt16BitsToHalf(source[i]);
        }
    }

    /// <summary>Eight halves in the low 16 bits of each lane to singles, exactly, without a branch.</summary>
    static Vector256<float> WidenHalf(Vector256<uint> half)
    {
        const uint Bias = (127 - 15) << 23; // half's exponent bias to single's
        var sign = (half & Vector256.Create(0x8000u)) << 16;
        var body = (half & Vector256.Create(0x7FFFu)) << 13;

        // Infinity and NaN take the bias twice, which fills the exponent.
        var special = Vector256.GreaterThanOrEqual(body, Vector256.Create(0x7C00u << 13)) & Vector256.Create(Bias);
        var normal = body + Vector256.Create(Bias) + special;

        // Zero and subnormals: the fraction on top of 2^-14, less 2^-14.
        var smallest = Vector256.Create(Bias + (1u << 23));
        var small = ((body + smallest).AsSingle() - smallest.AsSingle()).AsUInt32();
        var isSmall = Vector256.LessThan(body, Vector256.Create(0x0400u << 13));
        return (Vector256.ConditionalSelect(isSmall, small, normal) | sign).AsSingle();
    }

    static void FromBrain(ReadOnlySpan<ushort> source, Span<float> destination)
    {
        var i = 0;
        for (; i <= source.Length - Vector256<ushort>.Count; i += Vector256<ushort>.Count)
        {
            var (low, high) = Vector256.Widen(Vector256.Create(source[i..]));
            (low << 16).AsSingle().CopyTo(destination[i..]);
            (high << 16).AsSingle().CopyTo(destination[(i + Vector256<float>.Count)..]);
        }

        for (; i < source.Length; i++)
        {
            destination[i] = BitConverter.UInt32BitsToSingle((uint)source[i] << 16);
        }
    }

    static void FromDouble(ReadOnlySpan<double> source, Span<float> destination)
    {
        var i = 0;
        for (; i <= source.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var low = Vector256.Create(source[i..]);
            var high = Vector256.Create(source[(i + Vector256<double>.Count)..]);
            Vector256.Narrow(low, high).CopyTo(destination[i..]);
        }

        for (; i < source.Length; i++)
        {
            destination[i] = (float)source[i];
        }
    }
}
