namespace Tessera.Tiling.Machines;

/// <summary>
/// Names the states that tiles stored at one step. Files carry it: those of another ownership are other files, so a node that has lost its
/// tiles can neither overwrite nor delete what counts.
/// </summary>
/// <param name="Epoch">The ownership under which they were stored; it tells the stage too.</param>
/// <param name="Step">Steps of the stage behind them, at least 1.</param>
public readonly record struct CutName(Epoch Epoch, int Step)
{
    /// <summary>Whether <paramref name="left"/> is of an older ownership, or of an earlier step of the same.</summary>
    public static bool operator <(CutName left, CutName right) =>
        left.Epoch < right.Epoch || (left.Epoch == right.Epoch && left.Step < right.Step);

    /// <summary>Whether <paramref name="left"/> is of a newer ownership, or of a later step of the same.</summary>
    public static bool operator >(CutName left, CutName right) => right < left;
}
