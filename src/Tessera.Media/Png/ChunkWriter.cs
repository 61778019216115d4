using System.Buffers.Binary;

namespace Tessera.Media.Png;

/// <summary>Writes chunks: length, type, payload, CRC-32 of type and payload.</summary>
sealed class ChunkWriter(Stream output)
{
    readonly byte[] _frame = new byte[8];

    /// <summary>Bytes written so far.</summary>
    public long Written { get; private set; }

    public void WriteSignature() => Write(PngFormat.Signature);

    public void WriteChunk(uint type, ReadOnlySpan<byte> payload)
    {
        BinaryPrimitives.WriteInt32BigEndian(_frame, payload.Length);
        BinaryPrimitives.WriteUInt32BigEndian(_frame.AsSpan(4), type);
        var crc = Crc32.Append(Crc32.Append(0, _frame.AsSpan(4)), payload);
        Write(_frame);
        Write(payload);
        BinaryPrimitives.WriteUInt32BigEndian(_frame, crc);
        Write(_frame.AsSpan(0, 4));
    }

    void Write(ReadOnlySpan<byte> bytes)
    {
        output.Write(bytes);
        Written += bytes.Length;
    }
}
