namespace Tessera.Server.Contracts;

/// <summary>The nodes of the cluster.</summary>
/// <param name="IsLed">Whether a coordinator has shown them just now.</param>
/// <param name="At">When one did last; null when none ever did.</param>
/// <param name="Nodes">By name.</param>
public sealed record NodeList(bool IsLed, DateTimeOffset? At, IReadOnlyList<NodeView> Nodes);
