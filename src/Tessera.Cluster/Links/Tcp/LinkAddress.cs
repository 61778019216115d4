using System.Globalization;
using System.Net;

namespace Tessera.Cluster;

/// <summary>Where links listen: HOST:PORT, and brackets around an IPv6 address.</summary>
readonly record struct LinkAddress(string Host, int Port)
{
    /// <summary>Whether it surely is this machine; names other than localhost may be any.</summary>
    public bool IsLoopback => IPAddress.TryParse(Host, out var ip) ? IPAddress.IsLoopback(ip) : Host == "localhost";

    public EndPoint EndPoint => IPAddress.TryParse(Host, out var ip) ? new IPEndPoint(ip, Port) : new DnsEndPoint(Host, Port);

    /// <exception cref="FormatException">It is none.</exception>
    public static LinkAddress Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        var host = colon < 0 ? "" : text[..colon];
        if (host is ['[', .. var bracketed, ']'])
        {
            host = bracketed;
        }
        else if (host.Contains(':', StringComparison.Ordinal))
        {
            host = "";
        }

        return host.Length is > 0 and <= 255
            && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and <= IPEndPoint.MaxPort
            ? new(host, port)
            : throw new FormatException($"'{text}' is no address of links: HOST:PORT is.");
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");
}
