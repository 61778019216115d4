using System.Net.Sockets;

namespace Tessera.Cluster;

/// <summary>A connection with or without TLS, and how frames go through it.</summary>
sealed class LinkStream(Socket socket, Stream stream, bool isEncrypted, int largest) : IDisposable
{
    public FrameReader Reader { get; } = new(stream, largest);

    public FrameWriter Writer { get; } = new(socket, isEncrypted ? stream : null);

    /// <summary>The stream itself, for the handshake.</summary>
    public Stream Stream => stream;

    /// <summary>The certificate the peer showed; null without TLS.</summary>
    public PeerCertificate? Certificate { get; init; }

    public void Dispose()
    {
        stream.Dispose();
        socket.Dispose();
    }
}
