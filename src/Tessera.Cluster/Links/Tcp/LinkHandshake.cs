using System.Buffers.Binary;
using System.Text;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>
/// How a connection begins: each side says what it speaks (12 bytes that no version changes) and greets the other by name; the side that
/// connects goes first. The other may answer with a refusal.
/// </summary>
static class LinkHandshake
{
    /// <summary>Differs when neither side could understand the other.</summary>
    public const ushort Major = 1;

    /// <summary>Rises with what an older side can ignore.</summary>
    public const ushort Minor = 0;

    /// <summary>Bytes before the first frame.</summary>
    public const int PreludeBytes = 12;

    const byte TlsHandshake = 0x16;
    const byte TlsAlert = 0x15;

    static ReadOnlySpan<byte> Magic => "TESLINK\n"u8;

    /// <summary>What comes before the first frame.</summary>
    public static byte[] Prelude()
    {
        var prelude = new byte[PreludeBytes];
        Magic.CopyTo(prelude);
        BinaryPrimitives.WriteUInt16LittleEndian(prelude.AsSpan(8), Major);
        BinaryPrimitives.WriteUInt16LittleEndian(prelude.AsSpan(10), Minor);
        return prelude;
    }

    /// <summary>Says what this side speaks, and greets.</summary>
    public static ValueTask GreetAsync(Stream stream, LinkGreeting greeting, CancellationToken cancellationToken) =>
        SayAsync(stream, FrameKind.Hello, 0, greeting.Encode(), cancellationToken);

    /// <summary>Says what this side speaks, and why there will be no link.</summary>
    public static ValueTask RefuseAsync(Stream stream, LinkException refusal, CancellationToken cancellationToken)
    {
        var text = Encoding.UTF8.GetBytes(ControlCodec.OneLine(refusal.Message));
        return SayAsync(stream, FrameKind.Refuse, (long)refusal.Reason, text[..Math.Min(text.Length, Limits.LinkTextBytes)], cancellationToken);
    }

    /// <summary>Hears what the peer speaks, and its greeting.</summary>
    /// <exception cref="LinkException">It cannot be understood, or refuses.</exception>
    public static async ValueTask<LinkGreeting> HearAsync(FrameReader reader, CancellationToken cancellationToken)
    {
        var first = (await reader.ReadAsync(1, cancellationToken)).Span[0];
        if (first is TlsHandshake or TlsAlert)
        {
            throw new LinkException(LinkRefusal.Tls, "the peer speaks TLS, and this side does not");
        }

        CheckPrelude(first, (await reader.ReadAsync(PreludeBytes - 1, cancellationToken)).Span);
        var header = await reader.ReadHeaderAsync(cancellationToken) ?? throw new LinkException(LinkRefusal.Broken, "the peer closed the connection");
        switch (header.Kind)
        {
            case FrameKind.Hello when header.Length <= LinkGreeting.MostBytes:
                var greeting = new byte[header.Length];
                await reader.ReadPayloadAsync(header, greeting, cancellationToken);
                return LinkGreeting.Decode(greeting);
            case FrameKind.Refuse when header.Length <= Limits.LinkTextBytes:
                throw await ReadRefusalAsync(reader, header, cancellationToken);
            default:
                throw new LinkException(LinkRefusal.Header, $"{header.Kind} of {header.Length} bytes is no greeting");
        }
    }

    /// <summary>Checks who speaks to whom.</summary>
    /// <exception cref="LinkException">Not those who should.</exception>
    public static void Check(LinkGreeting heard, string cluster, Member self)
    {
        if (heard.Cluster != cluster)
        {
            throw new LinkException(LinkRefusal.Cluster, $"{heard.From} is of the cluster {heard.Cluster}, and {self} of {cluster}");
        }

        if (heard.To != self)
        {
            throw new LinkException(LinkRefusal.Member, $"{heard.From} looks for {heard.To}, and this is {self}");
        }
    }

    /// <summary>Reads why the peer refuses.</summary>
    public static async ValueTask<LinkException> ReadRefusalAsync(FrameReader reader, FrameHeader header, CancellationToken cancellationToken)
    {
        var text = new byte[header.Length];
        await reader.ReadPayloadAsync(header, text, cancellationToken);
        return new(LinkRefusal.Peer, $"the peer refuses ({(LinkRefusal)header.Sequence}): {ControlCodec.OneLine(Encoding.UTF8.GetString(text))}");
    }

    static void CheckPrelude(byte first, ReadOnlySpan<byte> rest)
    {
        if (first != Magic[0] || !rest[..7].SequenceEqual(Magic[1..]))
        {
            throw new LinkException(LinkRefusal.Magic, "what connected does not speak as links do");
        }

        if (BinaryPrimitives.ReadUInt16LittleEndian(rest[7..]) is not Major and var major)
        {
            throw new LinkException(LinkRefusal.Version, $"the peer speaks version {major}, and this side {Major}");
        }
    }

    static ValueTask SayAsync(Stream stream, FrameKind kind, long sequence, byte[] payload, CancellationToken cancellationToken)
    {
        var said = new byte[PreludeBytes + FrameHeader.Bytes + payload.Length];
        Prelude().CopyTo(said, 0);
        new FrameHeader(kind, 0, payload.Length, sequence, Crc32C.Of(payload)).Write(said.AsSpan(PreludeBytes));
        payload.CopyTo(said, PreludeBytes + FrameHeader.Bytes);
        return stream.WriteAsync(said, cancellationToken);
    }
}
