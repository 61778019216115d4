using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tessera.Server.Tests.Hostile;

/// <summary>Sends whatever bytes there are, and waits for an answer no longer than there is hope of one.</summary>
static class HostileClient
{
    /// <summary>What has not been said by then is not coming before the client says that it sends no more.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(0.25);

    /// <summary>A server that has not answered by then hangs.</summary>
    static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(60);

    /// <param name="port">The server's.</param>
    /// <param name="from">Last number of the loopback address that it is sent from: a server's closed connections keep the ports of one busy.</param>
    /// <param name="request">The request.</param>
    public static async Task<RawAnswer> AskAsync(int port, int from, HostileRequest request)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(new IPAddress([127, 0, 0, (byte)from]), 0));
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var sending = RawAnswer.SendAsync(socket, request.Bytes);
        var text = new StringBuilder();
        var isOpen = await ReadAsync(socket, text, request.IsWhole ? MostPatience : Patience);
        if (isOpen && text.Length == 0 && !request.IsWhole)
        {
            socket.Shutdown(SocketShutdown.Send);
            await ReadAsync(socket, text, MostPatience);
        }

        socket.Close();
        await sending;
        var all = text.ToString();
        return new(all.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) ? int.Parse(all.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture) : 0, all);
    }

    /// <summary>Reads until the answer is there, the server closes the connection, or nothing comes any more.</summary>
    /// <returns>Whether the connection is still open.</returns>
    static async Task<bool> ReadAsync(Socket socket, StringBuilder text, TimeSpan first)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (!IsComplete(text))
            {
                using var late = new CancellationTokenSource(text.Length == 0 ? first : Patience, TimeProvider.System);
                if (await socket.ReceiveAsync(buffer, late.Token) is var count && count == 0)
                {
                    return false;
                }

                text.Append(Encoding.UTF8.GetString(buffer, 0, count));
            }

            return true;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Whether there is all of an answer that says its length: others end with their connection, or go on for ever.</summary>
    static bool IsComplete(StringBuilder text)
    {
        var answer = new RawAnswer(0, text.Length is > 0 and < 8192 ? text.ToString() : "");
        return answer.Length is { } length && answer.Body.Length >= length;
    }
}
