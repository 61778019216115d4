using System.Net;
using Tessera.Cluster.RabbitMq;

namespace Tessera.Cli.Nodes;

/// <summary>What a process of a cluster is.</summary>
sealed record NodeOptions
{
    /// <summary>The same after a restart.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it may lead.</summary>
    public required bool IsCoordinator { get; init; }

    /// <summary>Whether it draws.</summary>
    public required bool IsWorker { get; init; }

    /// <summary>The cluster's name.</summary>
    public required string Cluster { get; init; }

    /// <summary>Null for a node that is alone.</summary>
    public RabbitMqOptions? Broker { get; init; }

    /// <summary>Where links listen.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>The host that others find the links at; empty for where they listen.</summary>
    public string Advertise { get; init; } = "";

    /// <summary>Folder with ca.crt and the node's certificate; null without encryption.</summary>
    public string? Certificates { get; init; }

    /// <summary>Folder of all jobs' files.</summary>
    public required string Artifacts { get; init; }

    /// <summary>Folder of the checkpoint.</summary>
    public required string Model { get; init; }

    /// <summary><c>cpu</c>, or <c>cuda:0</c> and so on.</summary>
    public required string Device { get; init; }

    /// <summary>CPU threads.</summary>
    public required int Threads { get; init; }

    /// <summary>Bytes that it has for tiles.</summary>
    public required long Memory { get; init; }

    /// <summary>How long it may take to give its tiles to others when it is asked to end.</summary>
    public required TimeSpan LeaveWithin { get; init; }

    /// <summary>For tests of recovery; null for every other node.</summary>
    public FaultPoint? Fault { get; init; }
}
