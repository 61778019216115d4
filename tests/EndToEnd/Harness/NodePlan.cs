using System.Collections.Immutable;

namespace EndToEnd.Harness;

/// <summary>How a node is started.</summary>
/// <param name="Arguments">What follows its name.</param>
sealed record NodePlan(params ImmutableArray<string> Arguments)
{
    public static NodePlan Coordinator { get; } = new("--roles", "coordinator");

    public static NodePlan Worker { get; } = new("--roles", "worker", "--threads", "1");

    /// <summary>The command that it runs within.</summary>
    public ImmutableArray<string> Within { get; init; } = [];

    /// <summary>Null for the cluster's.</summary>
    public string? ConfigFile { get; init; }
}
