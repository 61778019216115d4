namespace Tessera.Cli.Tests.Architecture;

/// <summary>Who may know whom. Everything not named here is refused, so a new project or arrow is a decision, made here.</summary>
static class Layers
{
    static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Tessera.Kernels"] = [],
        ["Tessera.Torch"] = [],
        ["Tessera.Tiling"] = [],
        ["Tessera.Media"] = [],
        ["Tessera.Models"] = ["Tessera.Torch", "Tessera.Kernels"],
        ["Tessera.Training"] = ["Tessera.Models"],
        ["Tessera.Engine"] = ["Tessera.Models", "Tessera.Tiling", "Tessera.Media"],
        ["Tessera.Cluster"] = ["Tessera.Tiling"],
        ["Tessera.Cluster.RabbitMq"] = ["Tessera.Cluster"],
        ["Tessera.Cluster.Store"] = ["Tessera.Cluster"],
        ["Tessera.Server"] = ["Tessera.Cluster", "Tessera.Cluster.RabbitMq", "Tessera.Cluster.Store", "Tessera.Engine"],

        // The command composes jobs in process and nodes of a cluster, so it names what a server would.
        ["Tessera.Cli"] = ["Tessera.Server", "Tessera.Training", "Tessera.Engine", "Tessera.Cluster", "Tessera.Cluster.RabbitMq", "Tessera.Cluster.Store"],
    };

    /// <summary>One line for each project without a place and each arrow that is not allowed.</summary>
    public static IEnumerable<string> Violations(string project, IEnumerable<string> references) =>
        Allowed.TryGetValue(project, out var allowed)
            ? references.Except(allowed, StringComparer.Ordinal).Select(reference => $"{project} -> {reference}")
            : [$"{project} has no place in the layers"];
}
