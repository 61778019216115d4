using System.Runtime.InteropServices;

namespace Tessera.Tiling.Machines;

/// <summary>What tiles exchanged, and what was refused.</summary>
/// <param name="LocalBytes">Payload bytes between tiles of the same node.</param>
/// <param name="RemoteBytes">Payload bytes sent to tiles of other nodes.</param>
/// <param name="Late">Predictions dropped as <see cref="DropReason.Late"/>.</param>
/// <param name="Duplicate">Predictions dropped as <see cref="DropReason.Duplicate"/>.</param>
/// <param name="TooEarly">Predictions dropped as <see cref="DropReason.TooEarly"/>.</param>
/// <param name="LowerEpoch">Predictions dropped as <see cref="DropReason.LowerEpoch"/>.</param>
/// <param name="Stranger">Predictions dropped as <see cref="DropReason.Stranger"/>.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ExchangeCounters(
    long LocalBytes, long RemoteBytes, long Late, long Duplicate, long TooEarly, long LowerEpoch, long Stranger)
{
    /// <summary>Predictions dropped for any reason.</summary>
    public long Dropped => Late + Duplicate + TooEarly + LowerEpoch + Stranger;

    /// <summary>Adds what two nodes counted.</summary>
    public static ExchangeCounters operator +(ExchangeCounters a, ExchangeCounters b) => new(
        a.LocalBytes + b.LocalBytes,
        a.RemoteBytes + b.RemoteBytes,
        a.Late + b.Late,
        a.Duplicate + b.Duplicate,
        a.TooEarly + b.TooEarly,
        a.LowerEpoch + b.LowerEpoch,
        a.Stranger + b.Stranger);

    /// <summary>Counts one dropped prediction.</summary>
    public ExchangeCounters Drop(DropReason reason) => reason switch
    {
        DropReason.Late => this with { Late = Late + 1 },
        DropReason.Duplicate => this with { Duplicate = Duplicate + 1 },
        DropReason.TooEarly => this with { TooEarly = TooEarly + 1 },
        DropReason.LowerEpoch => this with { LowerEpoch = LowerEpoch + 1 },
        _ => this with { Stranger = Stranger + 1 },
    };
}
