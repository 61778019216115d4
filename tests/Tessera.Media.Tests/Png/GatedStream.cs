namespace Tessera.Media.Tests.Png;

/// <summary>A disk that stands still until its gate opens, and then works or fails.</summary>
sealed class GatedStream(Stream inner, ManualResetEventSlim gate, bool fails) : WriteOnlyStream
{
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        gate.Wait();
        if (fails)
        {
            throw new IOException("Input/output error");
        }

        inner.Write(buffer);
    }
}
