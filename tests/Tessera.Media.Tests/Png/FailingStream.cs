namespace Tessera.Media.Tests.Png;

/// <summary>A disk that is full after some bytes, with the message .NET gives.</summary>
sealed class FailingStream(Stream inner, long capacity) : WriteOnlyStream
{
    long _left = capacity;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _left -= buffer.Length;
        if (_left < 0)
        {
            throw new IOException("No space left on device : '/some/folder/.tessera-abc.tmp'");
        }

        inner.Write(buffer);
    }
}
