using System.Net;

namespace Tessera.Cluster.RabbitMq;

/// <summary>Where a broker is, and as whom we speak to it: amqp://USER@HOST:PORT/VHOST, or amqps:// for TLS. Never holds a password.</summary>
public sealed record BrokerAddress
{
    const int Port091 = 5672;
    const int Port091Tls = 5671;

    BrokerAddress(string host, int port, string user, string virtualHost, bool isEncrypted) =>
        (Host, Port, User, VirtualHost, IsEncrypted) = (host, port, user, virtualHost, isEncrypted);

    /// <summary>Its name or number.</summary>
    public string Host { get; }

    /// <summary>Its port; 5672, or 5671 with TLS, where the text names none.</summary>
    public int Port { get; }

    /// <summary>The user.</summary>
    public string User { get; }

    /// <summary>The virtual host; / where the text names none.</summary>
    public string VirtualHost { get; }

    /// <summary>Whether the connection uses TLS.</summary>
    public bool IsEncrypted { get; }

    /// <summary>Reads an address.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">It is not an address, or not one that we use; the text says what to do, and holds no password.</exception>
    public static BrokerAddress Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("amqp" or "amqps") || uri.Host.Length == 0)
        {
            // The text itself is not repeated: it may hold a password.
            throw new FormatException("The broker's address is not of the form amqps://USER@HOST:PORT/VHOST.");
        }

        if (uri.UserInfo.Contains(':', StringComparison.Ordinal))
        {
            throw new FormatException(
                $"The address of the broker at {uri.Host} holds a password, which others would see: leave it out, and put it into a file of its own.");
        }

        if (uri.UserInfo.Length == 0)
        {
            throw new FormatException($"The address of the broker at {uri.Host} names no user: {uri.Scheme}://USER@{uri.Host}.");
        }

        var path = uri.AbsolutePath.TrimStart('/');
        if (path.Contains('/', StringComparison.Ordinal) || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            throw new FormatException($"The address of the broker at {uri.Host} goes on after its virtual host; a slash in its name is written %2F.");
        }

        var isEncrypted = uri.Scheme == "amqps";
        if (!isEncrypted && !IsLoopback(uri.Host))
        {
            throw new FormatException(
                $"The broker at {uri.Host} is on another host, where amqp:// would send the password and all news in the clear: use amqps://.");
        }

        var port = uri.Port > 0 ? uri.Port : isEncrypted ? Port091Tls : Port091;
        var virtualHost = path.Length == 0 ? "/" : Uri.UnescapeDataString(path);
        return new(uri.Host.Trim('[', ']'), port, Uri.UnescapeDataString(uri.UserInfo), virtualHost, isEncrypted);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var host = Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
        return $"{(IsEncrypted ? "amqps" : "amqp")}://{Uri.EscapeDataString(User)}@{host}:{Port}/{Uri.EscapeDataString(VirtualHost)}";
    }

    static bool IsLoopback(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
