using System.Buffers.Binary;

namespace Tessera.Cluster;

/// <summary>What every frame begins with; little-endian, and under a CRC of its own, so that no length is believed that is not checked.</summary>
/// <param name="Kind">What the frame is.</param>
/// <param name="Epoch">Of a prediction or a grant.</param>
/// <param name="Length">Bytes that follow.</param>
/// <param name="Sequence">Of a prediction: its number in its epoch, from 1. Of a grant: the last number that has arrived.</param>
/// <param name="Crc">Of what follows.</param>
/// <param name="Evaluation">Of a prediction. Of a grant: with the next field, the last number that may be sent.</param>
/// <param name="Source">Of a prediction.</param>
/// <param name="Target">Of a prediction.</param>
readonly record struct FrameHeader(
    FrameKind Kind, int Epoch, int Length, long Sequence, uint Crc, int Evaluation = 0, int Source = 0, int Target = 0)
{
    public const int Bytes = 40;

    public long Allowed => ((long)Source << 32) | (uint)Evaluation;

    public static FrameHeader Grant(int epoch, long received, long allowed) =>
        new(FrameKind.Grant, epoch, 0, received, Crc32C.Of([]), (int)allowed, (int)(allowed >> 32));

    /// <param name="from">Exactly <see cref="Bytes"/>.</param>
    /// <param name="largest">Bytes that may follow at most.</param>
    /// <exception cref="LinkException">It is damaged, makes no sense, or announces too much.</exception>
    public static FrameHeader Read(ReadOnlySpan<byte> from, int largest)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(from) != Crc32C.Of(from[4..Bytes]))
        {
            throw new LinkException(LinkRefusal.Header, "a frame's header is damaged");
        }

        var header = new FrameHeader(
            (FrameKind)BinaryPrimitives.ReadInt32LittleEndian(from[4..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(from[16..]),
            BinaryPrimitives.ReadUInt32LittleEndian(from[24..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[28..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[32..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[36..]));
        if (!header.MakesSense)
        {
            throw new LinkException(LinkRefusal.Header, $"a frame makes no sense: {header}");
        }

        return (uint)header.Length <= (uint)largest
            ? header
            : throw new LinkException(LinkRefusal.Length, $"a frame of {header.Length} bytes, and the limit is {largest}");
    }

    public void Write(Span<byte> to)
    {
        BinaryPrimitives.WriteInt32LittleEndian(to[4..], (int)Kind);
        BinaryPrimitives.WriteInt32LittleEndian(to[8..], Epoch);
        BinaryPrimitives.WriteInt32LittleEndian(to[12..], Length);
        BinaryPrimitives.WriteInt64LittleEndian(to[16..], Sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(to[24..], Crc);
        BinaryPrimitives.WriteInt32LittleEndian(to[28..], Evaluation);
        BinaryPrimitives.WriteInt32LittleEndian(to[32..], Source);
        BinaryPrimitives.WriteInt32LittleEndian(to[36..], Target);
        BinaryPrimitives.WriteUInt32LittleEndian(to, Crc32C.Of(to[4..Bytes]));
    }

    bool MakesSense => Kind switch
    {
        FrameKind.Block => Epoch > 0 && Sequence > 0 && Evaluation >= 0 && Source >= 0 && Target >= 0,
        FrameKind.Grant => Epoch >= 0 && Sequence >= 0 && Allowed >= Sequence && Length == 0 && Target == 0,
        FrameKind.Hello or FrameKind.Refuse => Epoch == 0 && Evaluation == 0 && Source == 0 && Target == 0,
        _ => false,
    };
}
