namespace Tessera.Tiling.Machines;

/// <summary>One life of a process in the cluster.</summary>
/// <param name="Name">The same after a restart.</param>
/// <param name="Incarnation">Another after a restart, and higher.</param>
public sealed record Member(string Name, long Incarnation)
{
    /// <summary>By name, then by incarnation: an order that is the same in every process.</summary>
    public static IComparer<Member> InOrder { get; } = Comparer<Member>.Create((a, b) =>
        string.CompareOrdinal(a.Name, b.Name) is not 0 and var order ? order : a.Incarnation.CompareTo(b.Incarnation));

    /// <inheritdoc/>
    public override string ToString() => $"{Name}.{Incarnation}";
}
