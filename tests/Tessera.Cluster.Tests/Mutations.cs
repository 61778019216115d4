using System.Buffers.Binary;

namespace Tessera.Cluster.Tests;

/// <summary>Damages bytes: flips, cuts, repeats, swaps, inserts and overwrites.</summary>
static class Mutations
{
    public static byte[] Apply(byte[] bytes, Random random)
    {
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            bytes = One(bytes, random);
        }

        return bytes;
    }

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

    static byte[] One(byte[] bytes, Random random)
    {
        if (bytes.Length == 0)
        {
            return [0];
        }

        var (at, other) = (random.Next(bytes.Length), random.Next(bytes.Length));
        var (low, high) = (Math.Min(at, other), Math.Max(at, other));
        var some = new byte[random.Next(1, 100)];
        random.NextBytes(some);
        switch (random.Next(7))
        {
            case 0:
                bytes = [.. bytes];
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                return bytes[..at];
            case 2:
                return [.. bytes[..low], .. bytes[high..]];
            case 3:
                return [.. bytes[..high], .. bytes[low..]];
            case 4:
                return [.. bytes[..at], .. some, .. bytes[at..]];
            case 5:
                bytes = [.. bytes];
                some.AsSpan(0, Math.Min(some.Length, bytes.Length - at)).CopyTo(bytes.AsSpan(at));
                return bytes;
            default:
                bytes = [.. bytes];
                bytes.AsSpan(low, high - low).Fill((byte)random.Next(256));
                return bytes;
        }
    }
}
