namespace Tessera.Media.Png;

/// <summary>Cuts the compressed pixels into IDAT chunks of one size, whatever the sizes of the writes.</summary>
sealed class PixelChunkStream(ChunkWriter chunks) : Stream
{
    readonly byte[] _buffer = new byte[PngLimits.PixelChunkBytes];
    int _length;
    bool _discard;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty && !_discard)
        {
            var count = Math.Min(buffer.Length, _buffer.Length - _length);
            buffer[..count].CopyTo(_buffer.AsSpan(_length));
            buffer = buffer[count..];
            _length += count;
            if (_length == _buffer.Length)
            {
                WriteChunk();
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Writes what is left as the last chunk.</summary>
    public void Finish()
    {
        if (_length > 0)
        {
            WriteChunk();
        }
    }

    /// <summary>Drops what comes from now on: a compressor writes its remainder even when it is closed after a failure.</summary>
    public void Discard() => _discard = true;

    /// <summary>Does nothing: a chunk is written when it is full, so that a flush cannot change the file.</summary>
    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    void WriteChunk()
    {
        chunks.WriteChunk(PngFormat.Pixels, _buffer.AsSpan(0, _length));
        _length = 0;
    }
}
