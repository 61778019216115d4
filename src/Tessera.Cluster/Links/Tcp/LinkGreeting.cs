using System.Buffers.Binary;
using System.Text;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>What both sides say first.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="From">Who speaks.</param>
/// <param name="To">To whom.</param>
sealed record LinkGreeting(string Cluster, Member From, Member To)
{
    /// <summary>Bytes of the longest.</summary>
    public const int MostBytes = (3 * (sizeof(ushort) + Limits.LinkNameBytes)) + (2 * sizeof(long));

    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ArgumentException">A name is too long.</exception>
    public byte[] Encode()
    {
        var bytes = new byte[MostBytes];
        var used = 0;
        foreach (var name in new[] { Cluster, From.Name, To.Name })
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(used), LengthOf(name));
            used += sizeof(ushort) + Strict.GetBytes(name, bytes.AsSpan(used + sizeof(ushort)));
        }

        foreach (var incarnation in new[] { From.Incarnation, To.Incarnation })
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(used), incarnation);
            used += sizeof(long);
        }

        return bytes[..used];
    }

    /// <exception cref="LinkException">It makes no sense.</exception>
    public static LinkGreeting Decode(ReadOnlySpan<byte> bytes)
    {
        var names = new string[3];
        for (var i = 0; i < names.Length; i++)
        {
            var length = bytes.Length >= sizeof(ushort) ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : int.MaxValue;
            if (length > Math.Min(Limits.LinkNameBytes, bytes.Length - sizeof(ushort)))
            {
                throw Senseless();
            }

            names[i] = Text(bytes.Slice(sizeof(ushort), length));
            bytes = bytes[(sizeof(ushort) + length)..];
        }

        return bytes.Length == 2 * sizeof(long)
            ? new(
                names[0],
                new(names[1], BinaryPrimitives.ReadInt64LittleEndian(bytes)),
                new(names[2], BinaryPrimitives.ReadInt64LittleEndian(bytes[sizeof(long)..])))
            : throw Senseless();
    }

    static ushort LengthOf(string name)
    {
        var length = Strict.GetByteCount(name);
        return length <= Limits.LinkNameBytes
            ? (ushort)length
            : throw new ArgumentException($"The name {name} has more than {Limits.LinkNameBytes} bytes.", nameof(name));
    }

    static LinkException Senseless() => new(LinkRefusal.Header, "the greeting makes no sense");

    static string Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Senseless();
        }
    }
}
