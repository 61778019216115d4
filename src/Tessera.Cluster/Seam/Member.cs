namespace Tessera.Cluster;

/// <summary>One life of a process in the cluster.</summary>
/// <param name="Name">The same after a restart.</param>
/// <param name="Incarnation">Another after a restart, and higher.</param>
public sealed record Member(string Name, long Incarnation)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name}.{Incarnation}";
}
