using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tessera.Server.Tests;

/// <summary>What comes back over a bare connection.</summary>
/// <param name="Status">0 when nothing came.</param>
/// <param name="Text">All of it.</param>
sealed record RawAnswer(int Status, string Text)
{
    const string LengthName = "\r\nContent-Length: ";

    /// <summary>What follows the header fields.</summary>
    public string Body => Text.IndexOf("\r\n\r\n", StringComparison.Ordinal) is var end and >= 0 ? Text[(end + 4)..] : "";

    /// <summary>Characters of the body, all of ASCII, if the answer says so; null when it does not.</summary>
    public int? Length => Text.IndexOf(LengthName, StringComparison.Ordinal) is var at and >= 0 && Text.IndexOf('\r', at + LengthName.Length) is var end and >= 0
        ? int.Parse(Text.AsSpan(at + LengthName.Length, end - at - LengthName.Length), System.Globalization.CultureInfo.InvariantCulture)
        : null;

    /// <summary>Sends bytes as they are, and reads until the server closes the connection.</summary>
    public static async Task<RawAnswer> OfAsync(int port, ReadOnlyMemory<byte> request)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port);
        await SendAsync(socket, request);
        return await ReadAsync(socket);
    }

    public static Task<RawAnswer> OfAsync(int port, string request) => OfAsync(port, Encoding.UTF8.GetBytes(request));

    /// <summary>Sends bytes, as far as the server wants to hear them.</summary>
    public static async Task SendAsync(Socket socket, ReadOnlyMemory<byte> request)
    {
        try
        {
            await socket.SendAsync(request);
        }
        catch (SocketException)
        {
            // What it has said is read all the same.
        }
    }

    /// <summary>Reads until the server closes the connection.</summary>
    public static async Task<RawAnswer> ReadAsync(Socket socket)
    {
        var text = new StringBuilder();
        var buffer = new byte[8192];
        try
        {
            while (await socket.ReceiveAsync(buffer) is var count and > 0)
            {
                text.Append(Encoding.UTF8.GetString(buffer, 0, count));
            }
        }
        catch (SocketException)
        {
        }

        var all = text.ToString();
        return new(all.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) ? int.Parse(all.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture) : 0, all);
    }
}
