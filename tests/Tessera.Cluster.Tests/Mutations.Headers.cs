using System.Buffers.Binary;

namespace Tessera.Cluster.Tests;

/// <content>Headers of frames.</content>
static partial class Mutations
{
    /// <summary>Puts other values into a header's fields and makes its CRC fit, so that it is the fields that must be refused.</summary>
    public static void Forge(Span<byte> header, Random random)
    {
        for (var i = random.Next(1, 3); i > 0; i--)
        {
            var field = 4 * random.Next(1, FrameHeader.Bytes / 4);
            var value = random.Next(5) switch
            {
                0 => random.Next(-3, 4),
                1 => BinaryPrimitives.ReadInt32LittleEndian(header[field..]) + random.Next(-2, 3),
                2 => int.MaxValue,
                3 => int.MinValue,
                _ => random.Next(),
            };
            BinaryPrimitives.WriteInt32LittleEndian(header[field..], value);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(header, Crc32C.Of(header[4..]));
    }
}
