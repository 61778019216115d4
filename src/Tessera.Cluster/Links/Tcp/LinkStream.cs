using System.Net.Sockets;

namespace Tessera.Cluster;

/// <summary>A connection with or without TLS, and how frames go through it.</summary>
/// <param name="stream">What is read from and, unless there is a bare socket, written to.</param>
/// <param name="bare">The socket beneath, when nothing is between.</param>
/// <param name="largest">Bytes that may follow a header at most.</param>
sealed class LinkStream(Stream stream, Socket? bare, int largest) : IDisposable
{
    public FrameReader Reader { get; } = new(stream, largest);

    public FrameWriter Writer { get; } = new(stream, bare);

    /// <summary>The stream itself, for the handshake.</summary>
    public Stream Stream => stream;

    /// <summary>The certificate the peer showed; null without TLS.</summary>
    public PeerCertificate? Certificate { get; init; }

    public void Dispose() => stream.Dispose();
}
