using System.Net;

namespace Tessera.Server;

/// <summary>What a server is told when it starts.</summary>
public sealed record ServerOptions
{
    /// <summary>Where it listens when nobody says: on this host alone.</summary>
    public static readonly IPEndPoint DefaultListen = new(IPAddress.Loopback, 7080);

    /// <summary>Where it listens; port 0 takes a free one.</summary>
    public IPEndPoint Listen { get; init; } = DefaultListen;

    /// <summary>PEM files of its certificate, with those between it and its authority, and of its key; null for plain HTTP.</summary>
    public (string Certificate, string Key)? Tls { get; init; }

    /// <summary>Whether a proxy ends TLS and passes requests on: plain HTTP is served off loopback too, and keys are asked for on loopback too.</summary>
    public bool IsBehindProxy { get; init; }

    /// <summary>Whether keys are asked for on loopback too. Off loopback, and behind a proxy, they always are.</summary>
    public bool RequiresKeys { get; init; }

    /// <summary>The folder of all jobs' artifacts.</summary>
    public required string Artifacts { get; init; }

    /// <summary>The most that open jobs of a tenant may cost together, in pixels times steps; null for no such bound.</summary>
    public long? Quota { get; init; }

    /// <summary>How long jobs are kept when they have ended; null for ever.</summary>
    public TimeSpan? KeepFor { get; init; }

    /// <summary>Whether only programs of this host can reach it. Behind a proxy, whoever the proxy lets in comes from this host.</summary>
    public bool IsLocal => IPAddress.IsLoopback(Listen.Address) && !IsBehindProxy;

    /// <summary>Whether everybody must show a key.</summary>
    public bool AsksForKeys => RequiresKeys || !IsLocal;
}
