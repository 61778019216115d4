namespace Tessera.Cluster;

/// <summary>Writes frames: to a bare socket from where they are, through TLS by way of a buffer, as it encrypts piece by piece.</summary>
sealed class FrameWriter(Stream stream)
{
    const int BufferBytes = 128 * 1024;

    readonly byte[] _buffer = stream is LinkSocket ? [] : new byte[BufferBytes];

    public async ValueTask WriteAsync(FrameBatch batch, CancellationToken cancellationToken)
    {
        Instruments.LinkSent(batch.Bytes);
        if (stream is LinkSocket { IsBlocking: true } bare)
        {
            bare.Send(batch.Segments);
            return;
        }

        var used = 0;
        foreach (var segment in batch.Segments)
        {
            for (var left = segment; left.Count > 0;)
            {
                var part = left[..Math.Min(left.Count, BufferBytes - used)];
                part.CopyTo(_buffer, used);
                used += part.Count;
                left = left[part.Count..];
                if (used == BufferBytes)
                {
                    await stream.WriteAsync(_buffer, cancellationToken);
                    used = 0;
                }
            }
        }

        await stream.WriteAsync(_buffer.AsMemory(0, used), cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }
}
