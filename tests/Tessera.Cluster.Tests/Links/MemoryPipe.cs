namespace Tessera.Cluster.Tests.Links;

/// <summary>A connection whose peer has said everything already, in pieces of random lengths; what it is told is forgotten.</summary>
sealed class MemoryPipe(byte[] said, Random random) : Stream
{
    int _heard;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = Math.Min(Math.Min(buffer.Length, said.Length - _heard), random.Next(1, 400));
        said.AsSpan(_heard, read).CopyTo(buffer.Span);
        _heard += read;
        return ValueTask.FromResult(read);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
