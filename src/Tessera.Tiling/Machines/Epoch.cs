namespace Tessera.Tiling.Machines;

/// <summary>
/// Rises whenever the ownership of a job's tiles changes: at each stage, and at each new placement.
/// Whatever is addressed to a lower epoch is refused.
/// </summary>
/// <param name="Value">0 before the first assignment, then 1, 2, ...</param>
public readonly record struct Epoch(int Value)
{
    /// <summary>The epoch after this one.</summary>
    public Epoch Next => new(checked(Value + 1));

    /// <summary>Whether <paramref name="left"/> is the older one.</summary>
    public static bool operator <(Epoch left, Epoch right) => left.Value < right.Value;

    /// <summary>Whether <paramref name="left"/> is the newer one.</summary>
    public static bool operator >(Epoch left, Epoch right) => left.Value > right.Value;

    /// <inheritdoc/>
    public override string ToString() => $"epoch {Value}";
}
