namespace Tessera.Media.Png;

/// <summary>The payloads of consecutive IDAT chunks as one stream; begins within the first of them.</summary>
sealed class PixelChunkReader(ChunkReader chunks) : Stream
{
    bool _ended;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        while (!_ended && chunks.Remaining == 0)
        {
            chunks.Next();
            _ended = chunks.Type != PngFormat.Pixels;
        }

        return _ended ? 0 : chunks.Read(buffer);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
