namespace Tessera.Cluster;

/// <summary>A connection with or without TLS, and how frames go through it.</summary>
/// <param name="stream">What is read from and written to.</param>
/// <param name="socket">The socket beneath, if there is one; the stream itself without TLS.</param>
/// <param name="largest">Bytes that may follow a header at most.</param>
sealed class LinkStream(Stream stream, LinkSocket? socket, int largest) : IDisposable
{
    public FrameReader Reader { get; } = new(stream, largest);

    public FrameWriter Writer { get; } = new(stream);

    /// <summary>The stream itself, for the handshake.</summary>
    public Stream Stream => stream;

    /// <summary>The certificate the peer showed; null without TLS.</summary>
    public PeerCertificate? Certificate { get; init; }

    /// <summary>The handshake is over.</summary>
    /// <param name="idle">Is called when nothing more is there to read.</param>
    public void Begin(Action idle)
    {
        if (socket is not null)
        {
            socket.Idle = idle;
            socket.BeginBlocking();
        }
    }

    public void Dispose()
    {
        socket?.Dispose();
        stream.Dispose();
    }
}
