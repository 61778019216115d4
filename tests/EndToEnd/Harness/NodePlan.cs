using System.Collections.Immutable;
using System.Globalization;

namespace EndToEnd.Harness;

/// <summary>How a node is started.</summary>
/// <param name="Arguments">What follows its name.</param>
sealed record NodePlan(params ImmutableArray<string> Arguments)
{
    public static NodePlan Coordinator { get; } = new("--roles", "coordinator");

    public static NodePlan Worker { get; } = new("--roles", "worker", "--threads", "1");

    /// <summary>The server of the API, which has no name of its own.</summary>
    public static NodePlan Server(int port) => new("--listen", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}")) { Command = "serve" };

    /// <summary>What it is: a command of tessera.</summary>
    public string Command { get; init; } = "node";

    /// <summary>The command that it runs within.</summary>
    public ImmutableArray<string> Within { get; init; } = [];

    /// <summary>Null for the cluster's.</summary>
    public string? ConfigFile { get; init; }
}
