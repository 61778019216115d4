using System.Buffers;
using System.Net;
using Tessera.Tiling.Machines;

namespace Tessera.Cluster;

/// <summary>What <see cref="TcpLinks"/> are made of.</summary>
public sealed record TcpLinksOptions
{
    /// <summary>This member.</summary>
    public required Member Self { get; init; }

    /// <summary>A name that all members of the cluster share; links with any other are refused.</summary>
    public required string Cluster { get; init; }

    /// <summary>Where to listen; port 0 takes a free one.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>The host's name or address that other members find it by; empty for the address it listens at.</summary>
    public string Host { get; init; } = "";

    /// <summary>Certificates; null without encryption, and then every member has to be on this machine's loopback.</summary>
    public LinkTls? Tls { get; init; }

    /// <summary>Bounds.</summary>
    public Limits Limits { get; init; } = new();

    /// <summary>For waits, and for the validity of certificates.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Spreads the waits before links connect again.</summary>
    public required Random Random { get; init; }

    /// <summary>Is told of every connection that is refused or given up, from any thread, and must not block; may be null.</summary>
    public IProgress<LinkFault>? Faults { get; init; }

    /// <summary>Where blocks come from.</summary>
    internal Func<int, IMemoryOwner<byte>> Rent { get; init; } = Block.Rent;
}
