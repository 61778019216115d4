using System.Buffers.Binary;

namespace Tessera.Media.Png;

/// <summary>
/// The CRC-32 of PNG chunks (ISO 3309, polynomial 0xEDB88320 reflected), eight bytes a round.
/// </summary>
static class Crc32
{
    const uint Polynomial = 0xEDB88320;
    const int Lanes = 8;

    static readonly uint[] Table = BuildTable();

    /// <summary>Continues a checksum; start with 0 and feed each result back.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> data)
    {
        var table = Table;
        crc = ~crc;
        while (data.Length >= Lanes)
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(data) ^ crc;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
            crc = table[(7 << 8) | (byte)low]
                ^ table[(6 << 8) | (byte)(low >> 8)]
                ^ table[(5 << 8) | (byte)(low >> 16)]
                ^ table[(4 << 8) | (byte)(low >> 24)]
                ^ table[(3 << 8) | (byte)high]
                ^ table[(2 << 8) | (byte)(high >> 8)]
                ^ table[(1 << 8) | (byte)(high >> 16)]
                ^ table[(byte)(high >> 24)];
            data = data[Lanes..];
        }

        foreach (var value in data)
        {
            crc = table[(byte)(crc ^ value)] ^ (crc >> 8);
        }

        return ~crc;
    }

    /// <summary>[lane, byte]: the effect on the checksum of that byte followed by `lane` zero bytes.</summary>
    static uint[] BuildTable()
    {
        var table = new uint[Lanes << 8];
        for (uint value = 0; value < 256; value++)
        {
            var crc = value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ Polynomial : crc >> 1;
            }

            table[value] = crc;
        }

        for (var i = 256; i < table.Length; i++)
        {
            var previous = table[i - 256];
            table[i] = table[(byte)previous] ^ (previous >> 8);
        }

        return table;
    }
}
