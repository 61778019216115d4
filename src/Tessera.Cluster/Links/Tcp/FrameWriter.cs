using System.Net.Sockets;

namespace Tessera.Cluster;

/// <summary>Writes frames: to a bare socket from where they are, through TLS by way of a buffer, as it encrypts piece by piece.</summary>
/// <param name="stream">What encrypts.</param>
/// <param name="bare">The bare socket; null when there is something between.</param>
sealed class FrameWriter(Stream stream, Socket? bare)
{
    const int BufferBytes = 128 * 1024;

    readonly byte[] _buffer = bare is not null ? [] : new byte[BufferBytes];

    public async ValueTask WriteAsync(FrameBatch batch, CancellationToken cancellationToken)
    {
        if (bare is null)
        {
            await WriteAsync(batch.Segments, cancellationToken);
        }
        else if (await bare.SendAsync(batch.Segments) != batch.Bytes)
        {
            throw new LinkException(LinkRefusal.Broken, "the system sent less than it was given");
        }

        Instruments.LinkSent(batch.Bytes);
    }

    async ValueTask WriteAsync(List<ArraySegment<byte>> segments, CancellationToken cancellationToken)
    {
        var used = 0;
        foreach (var segment in segments)
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
    }
}
