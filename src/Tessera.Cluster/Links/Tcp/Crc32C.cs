using System.Numerics;
using System.Runtime.InteropServices;

namespace Tessera.Cluster;

/// <summary>
/// CRC-32C, Castagnoli's polynomial. The processor takes eight bytes in each cycle but needs three to know what came of them, so three parts of
/// a long text are summed at once and put together: appending zeros to a text is a linear map of its sum, and so a few tables.
/// </summary>
static class Crc32C
{
    public const uint Start = uint.MaxValue;

    const int Part = 2048;
    const uint Polynomial = 0x82F63B78;

    static readonly uint[] PastOne = Zeros(Part);
    static readonly uint[] PastTwo = Zeros(2 * Part);

    public static uint Of(ReadOnlySpan<byte> bytes) => ~Append(Start, bytes);

    /// <summary>Goes on with a sum that began with <see cref="Start"/>; its complement is the CRC.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= 3 * Part; bytes = bytes[(3 * Part)..])
        {
            crc = Three(crc, MemoryMarshal.Cast<byte, ulong>(bytes[..(3 * Part)]));
        }

        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (var value in bytes[(words.Length * sizeof(ulong))..])
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return crc;
    }

    static uint Three(uint first, ReadOnlySpan<ulong> words)
    {
        const int Words = Part / sizeof(ulong);
        var (second, third) = (0u, 0u);
        var a = words[..Words];
        var b = words[Words..(2 * Words)];
        var c = words[(2 * Words)..];
        for (var i = 0; i < a.Length && i < b.Length && i < c.Length; i++)
        {
            first = BitOperations.Crc32C(first, a[i]);
            second = BitOperations.Crc32C(second, b[i]);
            third = BitOperations.Crc32C(third, c[i]);
        }

        return Past(PastTwo, first) ^ Past(PastOne, second) ^ third;
    }

    static uint Past(uint[] zeros, uint crc) =>
        zeros[crc & 0xFF] ^ zeros[256 + ((crc >> 8) & 0xFF)] ^ zeros[512 + ((crc >> 16) & 0xFF)] ^ zeros[768 + (crc >> 24)];

    /// <summary>What so many zeros make of each byte of a sum, at each of its four places.</summary>
    static uint[] Zeros(int bytes)
    {
        var ofBits = new uint[32];
        for (var bit = 0; bit < 32; bit++)
        {
            var crc = 1u << bit;
            for (var step = 0; step < 8 * bytes; step++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * Polynomial);
            }

            ofBits[bit] = crc;
        }

        var table = new uint[4 * 256];
        for (var i = 0; i < table.Length; i++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                table[i] ^= (uint)((i >> bit) & 1) * ofBits[(8 * (i / 256)) + bit];
            }
        }

        return table;
    }
}
