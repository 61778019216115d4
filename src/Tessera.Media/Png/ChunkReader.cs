using System.Buffers.Binary;

namespace Tessera.Media.Png;

/// <summary>
/// Reads chunks one after the other and checks each CRC when the last byte of a payload is read. Allocates nothing
/// that depends on the file.
/// </summary>
sealed class ChunkReader(Stream input)
{
    readonly byte[] _frame = new byte[8];
    readonly byte[] _skipped = new byte[4096];
    uint _crc;

    /// <summary>Type of the current chunk, four letters in one number.</summary>
    public uint Type { get; private set; }

    /// <summary>Bytes of the current payload not yet read.</summary>
    public int Remaining { get; private set; }

    public void ReadSignature()
    {
        if (input.ReadAtLeast(_frame, _frame.Length, throwOnEndOfStream: false) < _frame.Length || !_frame.AsSpan().SequenceEqual(PngFormat.Signature))
        {
            throw new InvalidImageException("not a PNG file: its first 8 bytes are not the signature");
        }
    }

    /// <summary>Goes to the next chunk. The current one must have been read to its end.</summary>
    public void Next()
    {
        ReadFrame(_frame);
        var length = BinaryPrimitives.ReadUInt32BigEndian(_frame);
        Type = BinaryPrimitives.ReadUInt32BigEndian(_frame.AsSpan(4));
        if (length > int.MaxValue)
        {
            throw new InvalidImageException($"chunk {PngFormat.NameOf(Type)} claims {length} bytes, more than PNG allows");
        }

        _crc = Crc32.Append(0, _frame.AsSpan(4));
        Remaining = (int)length;
        CheckAtEnd();
    }

    /// <summary>Reads up to the length of the buffer from the payload; 0 at its end.</summary>
    public int Read(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, Remaining);
        if (count == 0)
        {
            return 0;
        }

        count = input.Read(buffer[..count]);
        if (count == 0)
        {
            throw Truncated();
        }

        _crc = Crc32.Append(_crc, buffer[..count]);
        Remaining -= count;
        CheckAtEnd();
        return count;
    }

    /// <summary>Reads the whole payload.</summary>
    /// <param name="limit">Bytes allowed; checked before they are allocated.</param>
    public byte[] ReadPayload(int limit)
    {
        if (Remaining > limit)
        {
            throw new InvalidImageException($"chunk {PngFormat.NameOf(Type)} has {Remaining} bytes; at most {limit} are accepted here");
        }

        var payload = new byte[Remaining];
        for (var read = 0; read < payload.Length;)
        {
            read += Read(payload.AsSpan(read));
        }

        return payload;
    }

    public void Skip()
    {
        while (Remaining > 0)
        {
            Read(_skipped);
        }
    }

    void CheckAtEnd()
    {
        if (Remaining > 0)
        {
            return;
        }

        var expected = _frame.AsSpan(0, 4);
        ReadFrame(expected);
        if (BinaryPrimitives.ReadUInt32BigEndian(expected) != _crc)
        {
            throw new InvalidImageException($"chunk {PngFormat.NameOf(Type)} is damaged: its checksum differs");
        }
    }

    void ReadFrame(Span<byte> buffer)
    {
        if (input.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) < buffer.Length)
        {
            throw Truncated();
        }
    }

    static InvalidImageException Truncated() => new("the file ends before its IEND chunk");
}
