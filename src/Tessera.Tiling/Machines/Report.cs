using System.Collections.Immutable;

namespace Tessera.Tiling.Machines;

/// <summary>
/// What a node tells the coordinator of its job. All but <see cref="Stepped"/> is repeated until it no longer matters. A report of another
/// epoch than the current one is ignored.
/// </summary>
/// <param name="Epoch">The ownership it is about.</param>
public abstract record Report(Epoch Epoch)
{
    /// <summary>The tiles are where they begin, and predictions for them are accepted.</summary>
    /// <param name="Epoch">The ownership it is about.</param>
    public sealed record Ready(Epoch Epoch) : Report(Epoch);

    /// <summary>Some tiles are past an evaluation.</summary>
    /// <param name="Epoch">The ownership it is about.</param>
    /// <param name="Evaluation">The evaluation they fused, from 0.</param>
    /// <param name="Tiles">The tiles, at most a batch.</param>
    /// <param name="Counters">What the node counted since the job began.</param>
    public sealed record Stepped(Epoch Epoch, int Evaluation, ImmutableArray<TileId> Tiles, ExchangeCounters Counters) : Report(Epoch);

    /// <summary>The states of some tiles are stored durably.</summary>
    /// <param name="Epoch">The ownership it is about.</param>
    /// <param name="Step">Steps behind them.</param>
    /// <param name="Tiles">The tiles, at most <see cref="MachineLimits.TilesPerReport"/>.</param>
    public sealed record Stored(Epoch Epoch, int Step, ImmutableArray<StoredTile> Tiles) : Report(Epoch);

    /// <summary>A state or a core could not be stored, for want of space most likely. The node keeps it and tries again.</summary>
    /// <param name="Epoch">The ownership it is about.</param>
    /// <param name="Tile">The tile.</param>
    /// <param name="Message">Why, in one line.</param>
    public sealed record NotStored(Epoch Epoch, TileId Tile, string Message) : Report(Epoch);

    /// <summary>A state of the cut to begin at is missing or damaged: the node waits for another assignment.</summary>
    /// <param name="Epoch">The ownership it is about.</param>
    /// <param name="Cut">The cut.</param>
    /// <param name="Tile">The tile.</param>
    /// <param name="Message">What is wrong, in one line.</param>
    public sealed record Unreadable(Epoch Epoch, CutName Cut, TileId Tile, string Message) : Report(Epoch);

    /// <summary>The final cores of some tiles are, durably, where the stage is stitched.</summary>
    /// <param name="Epoch">The ownership it is about.</param>
    /// <param name="Tiles">The tiles, at most <see cref="MachineLimits.TilesPerReport"/>.</param>
    public sealed record Finished(Epoch Epoch, ImmutableArray<TileId> Tiles) : Report(Epoch);

    /// <summary>A device call failed; the node has stopped.</summary>
    /// <param name="Epoch">The ownership it is about.</param>
    /// <param name="Running">The call.</param>
    /// <param name="Message">Why, in one line.</param>
    public sealed record Failed(Epoch Epoch, Running Running, string Message) : Report(Epoch);
}
